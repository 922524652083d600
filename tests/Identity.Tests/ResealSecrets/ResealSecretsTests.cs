using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Commerce.Identity;

public sealed class ResealSecretsTests : IAsyncLifetime
{
    private readonly IdentityHost _host = new();

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task MasterKey_Changed_TakesNobodysAuthenticatorAlong_OnceTheFormerOneIsGone()
    {
        var people = new List<SignedInPerson>();
        for (var i = 0; i < 3; i++)
            people.Add(await _host.SignedInAsync("support"));
        // Somebody's was sealed by a key that nobody has any more: it must keep nobody else waiting.
        var lost = await _host.SignedInAsync();
        await _host.AddAuthenticatorAsync(lost.Id);
        await _host.Database.ExecuteAsync("UPDATE second_factors SET id = gen_random_uuid(), secret = '\\x0101020304' || secret WHERE user_id = $1", lost.Id);

        _host.Settings["Security:FormerMasterKeys:0"] = _host.Settings["Security:MasterKey"];
        _host.Settings["Security:MasterKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        await using (var changed = _host.Again())
            await Resealing(changed).RunAsync(TestContext.Current.CancellationToken);

        _host.Settings.Remove("Security:FormerMasterKeys:0");
        await _host.Database.ExecuteAsync("DELETE FROM signing_keys"); // those have run out by then
        await using var without = _host.Again();
        _host.Time.Advance(TimeSpan.FromMinutes(2));
        foreach (var person in people)
            Assert.Equal(HttpStatusCode.OK, await SignInAsync(without, person));
    }

    private async Task<HttpStatusCode> SignInAsync(Replica replica, SignedInPerson person)
    {
        using var client = replica.CreateClient();
        var login = await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = IdentityHost.Password });
        var challenge = (await login.JsonAsync()).GetProperty("secondFactor").GetProperty("challenge").GetString();
        return (await client.PostAsJsonAsync("/api/v1/auth/second-factor", new { challenge, method = "totp", code = _host.CodeOf(person.Id) })).StatusCode;
    }

    private static ResealSecrets Resealing(Replica replica) => replica.Services.GetServices<IHostedService>().OfType<ResealSecrets>().Single();
}
