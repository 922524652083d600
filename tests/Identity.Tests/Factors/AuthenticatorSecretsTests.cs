using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;

namespace Commerce.Identity;

public sealed class AuthenticatorSecretsTests : IAsyncLifetime
{
    private readonly IdentityHost _host = new();
    private byte[][] _sealedFormerly = [];

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

        _sealedFormerly = (await _host.Database.ScalarAsync<byte[][]>("SELECT array_agg(secret) FROM second_factors"))!;
        _host.Settings["Security:FormerMasterKeys:0"] = _host.Settings["Security:MasterKey"];
        _host.Settings["Security:MasterKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        await using (var changed = _host.Again())
        {
            changed.CreateClient().Dispose();
            for (var tries = 0; await FormerAsync() > 1; tries++)
            {
                Assert.True(tries < 100, "Nothing was sealed anew.");
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }

        _host.Settings.Remove("Security:FormerMasterKeys:0");
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

    private Task<long> FormerAsync() =>
        _host.Database.ScalarAsync<long>("SELECT count(*) FROM second_factors WHERE secret = ANY ($1)", new object[] { _sealedFormerly })!;
}
