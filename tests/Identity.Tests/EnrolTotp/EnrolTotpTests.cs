using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Commerce.Kernel;

namespace Commerce.Identity;

public sealed class EnrolTotpTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private const string Factors = "/api/v1/users/me/second-factors";

    [Fact]
    public async Task EnrolTotp_ConfirmedByACode_IsAskedForFromThenOn()
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        var enrolled = await EnrolAsync(client);
        Assert.Contains($"secret={enrolled.Secret}", enrolled.Uri, StringComparison.Ordinal);
        Assert.StartsWith("otpauth://totp/Commerce:", enrolled.Uri, StringComparison.Ordinal);
        Assert.StartsWith("<svg", enrolled.QrCode, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = IdentityHost.Password })).StatusCode); // not yet

        Assert.Equal("identity.invalid_code", await (await ConfirmAsync(client, "000000x")).CodeAsync(401));
        var confirmed = await ConfirmAsync(client, CodeOf(enrolled.Secret));
        Assert.Equal(HttpStatusCode.OK, confirmed.StatusCode);
        var codes = CodesOf(await confirmed.JsonAsync());
        Assert.Equal(10, codes.Distinct().Count());

        // The code that confirmed is used up; a recovery code gets in.
        var question = await QuestionAsync(client, person);
        Assert.Equal(["recovery-code", "totp"], question.GetProperty("methods").EnumerateArray().Select(m => m.GetString()).Order());
        Assert.Equal("identity.code_used", await (await CompleteAsync(client, question, "totp", CodeOf(enrolled.Secret))).CodeAsync(401));
        Assert.Equal(HttpStatusCode.OK, (await CompleteAsync(client, question, "recovery-code", codes[3].ToUpperInvariant().Replace('-', ' '))).StatusCode);
        Assert.Equal("identity.invalid_code", await (await CompleteAsync(client, await QuestionAsync(client, person), "recovery-code", codes[3])).CodeAsync(401));
        Assert.Equal(9, (await (await client.GetAsync(Factors)).JsonAsync()).GetProperty("recoveryCodesLeft").GetInt32());
        Assert.Equal(1L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM security_events WHERE kind = 'recovery-code-used' AND user_id = $1", person.Id));
    }

    [Fact]
    public async Task EnrolTotp_KeepsTheSecretAndTheCodesFromWhoeverReadsTheDatabase()
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        var enrolled = await EnrolAsync(client);
        var codes = CodesOf(await (await ConfirmAsync(client, CodeOf(enrolled.Secret))).JsonAsync());
        var stored = Encoding.Latin1.GetString(await host.Database.ScalarAsync<byte[]>("SELECT secret FROM second_factors WHERE user_id = $1", person.Id) ?? []);
        Assert.DoesNotContain(Encoding.Latin1.GetString(Decode(enrolled.Secret)), stored, StringComparison.Ordinal);
        var dump = await host.Database.ScalarAsync<string>("SELECT coalesce(string_agg(r::text, ''), '') FROM recovery_codes r WHERE user_id = $1", person.Id);
        Assert.DoesNotContain(codes, code => dump!.Contains(code, StringComparison.Ordinal));
        // Nor may the sealed secret of one account be hung onto another.
        var thief = await host.SignedInAsync();
        await host.AddAuthenticatorAsync(thief.Id);
        await host.Database.ExecuteAsync("UPDATE second_factors SET secret = (SELECT secret FROM second_factors WHERE user_id = $1) WHERE user_id = $2", thief.Id, person.Id);
        await Assert.ThrowsAnyAsync<CryptographicException>(() => OpenSecretAsync(host, person.Id));
    }

    [Fact]
    public async Task EnrolTotp_Again_ReplacesWhatWasNotConfirmed_AndRefusesWhatWas()
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        Assert.Equal("identity.nothing_to_confirm", await (await ConfirmAsync(client, "123456")).CodeAsync(409));
        var first = await EnrolAsync(client);
        var second = await EnrolAsync(client);
        Assert.Equal("identity.invalid_code", await (await ConfirmAsync(client, CodeOf(first.Secret))).CodeAsync(401));
        Assert.Equal(HttpStatusCode.OK, (await ConfirmAsync(client, CodeOf(second.Secret))).StatusCode);
        Assert.Equal("step_up_required", await (await client.PostAsync(Factors + "/totp", null)).CodeAsync(401)); // the session is from before
        host.Time.Advance(TimeSpan.FromSeconds(30));
        var stepped = await client.PostAsJsonAsync("/api/v1/auth/step-up", new { method = "totp", code = CodeOf(second.Secret) });
        using var proved = host.CreateClient((await stepped.JsonAsync()).GetProperty("accessToken").GetString());
        Assert.Equal("identity.second_factor_enrolled", await (await proved.PostAsync(Factors + "/totp", null)).CodeAsync(409));
        Assert.Equal("identity.nothing_to_confirm", await (await ConfirmAsync(client, CodeOf(second.Secret))).CodeAsync(409));
    }

    [Fact]
    public async Task ConfirmTotp_ManyTimesAtOnce_GivesOneSetOfRecoveryCodes()
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        var enrolled = await EnrolAsync(client);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ConfirmAsync(client, CodeOf(enrolled.Secret))));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        Assert.Equal(10L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM recovery_codes WHERE user_id = $1", person.Id));
    }

    [Fact]
    public async Task EnrolTotp_WithAnOldLogin_WantsAFreshOne()
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        host.Time.Advance(TimeSpan.FromMinutes(11));
        var refused = await client.PostAsync(Factors + "/totp", null);
        Assert.Equal("step_up_required", await refused.CodeAsync(401));
        Assert.Equal("Bearer error=\"insufficient_user_authentication\", max_age=600", refused.Headers.WwwAuthenticate.ToString());
        var again = await client.PostAsJsonAsync("/api/v1/auth/step-up", new { method = "password", code = IdentityHost.Password });
        using var fresh = host.CreateClient((await again.JsonAsync()).GetProperty("accessToken").GetString());
        Assert.Equal(HttpStatusCode.OK, (await fresh.PostAsync(Factors + "/totp", null)).StatusCode);
    }

    [Fact]
    public async Task SecondFactors_OfNobody_AreNotShown()
    {
        using var nobody = host.CreateClient(token: null);
        Assert.Equal("unauthenticated", await (await nobody.GetAsync(Factors)).CodeAsync(401));
        Assert.Equal("unauthenticated", await (await nobody.PostAsync(Factors + "/totp", null)).CodeAsync(401));
        Assert.Equal("unauthenticated", await (await nobody.DeleteAsync(Factors + "/totp")).CodeAsync(401));
    }

    private static async Task OpenSecretAsync(IdentityHost host, Guid userId)
    {
        var stored = await host.Database.ScalarAsync<byte[]>("SELECT secret FROM second_factors WHERE user_id = $1", userId);
        ((AccountSecrets)host.Services.GetService(typeof(AccountSecrets))!).Open(stored!, $"totp of {userId}");
    }

    private string CodeOf(string secret) => TimeBasedCode.Of(Decode(secret), TimeBasedCode.StepAt(host.Time.GetUtcNow()));

    private static async Task<(string Secret, string Uri, string QrCode)> EnrolAsync(HttpClient client)
    {
        var answer = await client.PostAsync(Factors + "/totp", null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var json = await answer.JsonAsync();
        return (json.GetProperty("secret").GetString()!, json.GetProperty("uri").GetString()!, json.GetProperty("qrCode").GetString()!);
    }

    private static Task<HttpResponseMessage> ConfirmAsync(HttpClient client, string code) => client.PostAsJsonAsync(Factors + "/totp/confirmation", new { code });

    private static async Task<JsonElement> QuestionAsync(HttpClient client, SignedInPerson person) =>
        (await (await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = IdentityHost.Password })).JsonAsync()).GetProperty("secondFactor");

    private static Task<HttpResponseMessage> CompleteAsync(HttpClient client, JsonElement question, string method, string code) =>
        client.PostAsJsonAsync("/api/v1/auth/second-factor", new { challenge = question.GetProperty("challenge").GetString(), method, code });

    private static string[] CodesOf(JsonElement answer) => [.. answer.GetProperty("recoveryCodes").EnumerateArray().Select(c => c.GetString()!)];

    private static byte[] Decode(string base32)
    {
        var bits = string.Concat(base32.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(b => b.Length == 8).Select(b => Convert.ToByte(new string(b), 2))];
    }
}
