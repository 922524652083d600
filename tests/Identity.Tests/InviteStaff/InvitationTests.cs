using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Commerce.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Identity;

/// <summary>Somebody is invited to work here, and accepts by the page that the mail leads to.</summary>
public sealed partial class InvitationTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private const string Invitations = "/api/v1/staff/invitations";
    private const string Password = "six more words that I chose";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Invitation_Accepted_MakesAMemberOfStaffWithASecondFactor_Once()
    {
        using var owner = host.CreateClient((await host.SignedInAsync("owner")).AccessToken);
        var email = host.NewEmail();
        var (made, _) = await InviteAsync(owner, email, "support", "warehouse");
        Assert.Equal("sent", made.GetProperty("status").GetString());
        Assert.Equal("identity.invited_already", await (await PostAsync(owner, email.ToUpperInvariant(), "support")).CodeAsync(409));
        var link = await LinkAsync(email);
        using var rp = await RelyingParty.RegisterAsync(host);
        var page = await rp.GetAsync(link);
        Assert.Equal("no-referrer", Assert.Single(page.Headers.GetValues("Referrer-Policy")));
        Assert.NotEqual(SecretOf(await TextAsync(page)), SecretOf(await TextAsync(await rp.GetAsync(link)))); // each look shows another one

        var welcome = await AcceptAsync(rp, page);
        Assert.Equal(10, RecoveryCode().Count(await TextAsync(welcome)));
        Assert.Contains("no longer good", await TextAsync(await AcceptAsync(rp, page)), StringComparison.Ordinal);
        Assert.Contains("no longer good", await TextAsync(await rp.GetAsync(link)), StringComparison.Ordinal);

        var staff = (await Json(owner, "/api/v1/staff?limit=500")).GetProperty("items").EnumerateArray().Single(i => i.GetProperty("email").GetString() == email);
        Assert.Equal(["support", "warehouse"], staff.GetProperty("roles").EnumerateArray().Select(r => r.GetString()));
        Assert.Equal(["totp"], staff.GetProperty("secondFactors").EnumerateArray().Select(r => r.GetString()));
        Assert.DoesNotContain((await Json(owner, Invitations)).GetProperty("items").EnumerateArray(), i => i.GetProperty("email").GetString() == email);
        using var nobody = host.CreateClient(token: null);
        var login = await nobody.PostAsJsonAsync("/api/v1/auth/login", new { email, password = Password }, Stop);
        Assert.Equal("identity.second_factor_required", await login.CodeAsync(401));
        Assert.Equal("identity.account_exists", await (await PostAsync(owner, email, "support")).CodeAsync(409));
    }

    [Fact]
    public async Task Acceptance_TwiceAtOnce_OpensOneAccount()
    {
        using var owner = host.CreateClient((await host.SignedInAsync("owner")).AccessToken);
        var email = host.NewEmail();
        await InviteAsync(owner, email, "support");
        var link = await LinkAsync(email);
        using var one = await RelyingParty.RegisterAsync(host);
        using var two = await RelyingParty.RegisterAsync(host);
        var (first, second) = (await one.GetAsync(link), await two.GetAsync(link));
        var answers = await Task.WhenAll(AcceptAsync(one, first), AcceptAsync(two, second));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        Assert.Equal(1, await host.Database.ScalarAsync<long>("SELECT count(*) FROM users WHERE email = $1", email));
    }

    [Fact]
    public async Task Acceptance_WithWrongInput_SaysSoAtTheField_AndUsesNothingUp()
    {
        using var owner = host.CreateClient((await host.SignedInAsync("owner")).AccessToken);
        var email = host.NewEmail();
        await InviteAsync(owner, email, "support");
        using var rp = await RelyingParty.RegisterAsync(host);
        var page = await rp.GetAsync(await LinkAsync(email));
        var code = CodeFor(await TextAsync(page));
        foreach (var (name, password, repeated, typed, id) in new[]
        {
            ("", Password, Password, code, "name-fault"), ("\u202Eevil", Password, Password, code, "name-fault"), (new string('x', 101), Password, Password, code, "name-fault"),
            ("Sam", "short", "short", code, "password-fault"), ("Sam", Password, "another", code, "repeated-fault"), ("Sam", Password, Password, "000000x", "code-fault"),
        })
        {
            var refused = await rp.SubmitAsync(page, ("name", name), ("password", password), ("repeated", repeated), ("code", typed));
            Assert.InRange((int)refused.StatusCode, 400, 422);
            Assert.Contains($"id=\"{id}\"", await TextAsync(refused), StringComparison.Ordinal);
        }

        var bent = await rp.SubmitAsync(page, ("authenticator", "AQID"), ("name", "Sam"), ("password", Password), ("repeated", Password), ("code", code));
        Assert.Equal(HttpStatusCode.BadRequest, bent.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AcceptAsync(rp, page)).StatusCode);
        Assert.Contains("no longer good", await TextAsync(await rp.GetAsync("/realms/commerce/invitation?token=nonsense")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invitation_RenewedOrWithdrawn_MakesOldLinksVoid()
    {
        using var owner = host.CreateClient((await host.SignedInAsync("owner")).AccessToken);
        var email = host.NewEmail();
        var (_, id) = await InviteAsync(owner, email, "support");
        var first = await LinkAsync(email);
        Assert.Equal(HttpStatusCode.OK, (await owner.PostAsync($"{Invitations}/{id}/renewal", null, Stop)).StatusCode);
        var second = await LinkAsync(email);
        using var rp = await RelyingParty.RegisterAsync(host);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await rp.GetAsync(first)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await rp.GetAsync(second)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync($"{Invitations}/{id}", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await rp.GetAsync(second)).StatusCode);
        Assert.Equal("identity.invitation_not_found", await (await owner.DeleteAsync($"{Invitations}/{id}", Stop)).CodeAsync(404));
        Assert.Equal("identity.invitation_not_found", await (await owner.PostAsync($"{Invitations}/{id}/renewal", null, Stop)).CodeAsync(404));
    }

    [Fact]
    public async Task Invitation_AfterAWeek_IsExpired_AndCanBeSentAgain()
    {
        using var owner = host.CreateClient((await host.SignedInAsync("owner")).AccessToken);
        var email = host.NewEmail();
        var (_, id) = await InviteAsync(owner, email, "support");
        var link = await LinkAsync(email);
        await host.Database.ExecuteAsync("UPDATE staff_invitations SET expires_at = now() - interval '1 minute' WHERE id = $1", id);
        using var rp = await RelyingParty.RegisterAsync(host);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await rp.GetAsync(link)).StatusCode);
        var listed = (await Json(owner, Invitations)).GetProperty("items").EnumerateArray().Single(i => i.GetProperty("id").GetGuid() == id);
        Assert.Equal("expired", listed.GetProperty("status").GetString());
        Assert.Equal("sent", (await (await owner.PostAsync($"{Invitations}/{id}/renewal", null, Stop)).JsonAsync()).GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.OK, (await rp.GetAsync(await LinkAsync(email))).StatusCode);
    }

    [Fact]
    public async Task Invitation_BeyondTheInvitersRights_IsRefused_NowAndAtItsAcceptance()
    {
        await host.UntilDeclaredAsync();
        var clerk = await WithRoleAsync("recruiter", "roles:read", "roles:write");
        await WithRoleAsync("reader", "roles:read");
        using var client = host.CreateClient(clerk.AccessToken);
        Assert.Equal("identity.beyond_own_rights", await (await PostAsync(client, host.NewEmail(), "owner")).CodeAsync(403));
        Assert.Equal("validation_failed", await (await PostAsync(client, host.NewEmail(), "emperor")).CodeAsync(422));
        Assert.Equal("validation_failed", await (await PostAsync(client, "nobody", "reader")).CodeAsync(422));
        Assert.Equal("validation_failed", await (await PostAsync(client, host.NewEmail())).CodeAsync(422));

        var email = host.NewEmail();
        await InviteAsync(client, email, "reader");
        using var rp = await RelyingParty.RegisterAsync(host);
        var page = await rp.GetAsync(await LinkAsync(email));
        await host.Database.ExecuteAsync("DELETE FROM user_roles WHERE user_id = $1", clerk.Id);
        var refused = await AcceptAsync(rp, page);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("could not give these rights any more", await TextAsync(refused), StringComparison.Ordinal);
        Assert.Equal(0, await host.Database.ScalarAsync<long>("SELECT count(*) FROM users WHERE email = $1", email));
    }

    private async Task<SignedInPerson> WithRoleAsync(string role, params string[] permissions)
    {
        await host.Database.ExecuteAsync("INSERT INTO roles (id, name, normalized_name, concurrency_stamp) VALUES ($1, $2, upper($2), '1')", Guid.CreateVersion7(), role);
        await host.Database.ExecuteAsync("INSERT INTO role_permissions (role, permissions, version) VALUES ($1, $2, 0)", role, permissions);
        var person = await host.SignedInAsync(role);
        using var client = host.CreateClient(person.AccessToken);
        var began = TimeProvider.System.GetTimestamp();
        while ((await client.GetAsync("/api/v1/staff", Stop)).StatusCode == HttpStatusCode.Forbidden) // until the service has seen the new role
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "The role grants nothing.");
            await Task.Delay(20, Stop);
        }

        return person;
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string email, params string[] roles) =>
        client.PostAsJsonAsync(Invitations, new { email, roles }, Stop);

    private static async Task<(JsonElement Made, Guid Id)> InviteAsync(HttpClient client, string email, params string[] roles)
    {
        var answer = await PostAsync(client, email, roles);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var made = await answer.JsonAsync();
        return (made, made.GetProperty("id").GetGuid());
    }

    /// <summary>Where the newest mail to this address leads to.</summary>
    private async Task<string> LinkAsync(string email)
    {
        await using var command = host.Database.Source.CreateCommand("SELECT id, body FROM outgoing_messages WHERE template = 'staff-invitation' AND body IS NOT NULL ORDER BY id DESC");
        await using var reader = await command.ExecuteReaderAsync(Stop);
        while (await reader.ReadAsync(Stop))
        {
            var body = host.Services.GetRequiredService<AccountSecrets>().Open(reader.GetFieldValue<byte[]>(1), OutgoingMessages.NameOf(reader.GetGuid(0)))!;
            var mail = JsonSerializer.Deserialize(body, OutgoingJson.Default.OutgoingMessage)!;
            if (mail.To == email)
                return "/realms/commerce/invitation" + mail.Text.Split("/realms/commerce/invitation")[1].Split('\n')[0];
        }

        throw new InvalidOperationException($"No invitation was mailed to {email}.");
    }

    private async Task<HttpResponseMessage> AcceptAsync(RelyingParty rp, HttpResponseMessage page) => await rp.SubmitAsync(
        page, ("name", "Sam Newcomer"), ("password", Password), ("repeated", Password), ("code", CodeFor(await TextAsync(page))));

    private string CodeFor(string html) => TimeBasedCode.Of(SecretOf(html), TimeBasedCode.StepAt(host.Time.GetUtcNow()));

    private static byte[] SecretOf(string html)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(Secret().Match(html).Groups["secret"].Value.Select(c => Convert.ToString(Alphabet.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(b => b.Length == 8).Select(b => Convert.ToByte(new string(b), 2))];
    }

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Stop);

    private static async Task<JsonElement> Json(HttpClient client, string path) => await (await client.GetAsync(path, Stop)).JsonAsync();

    [GeneratedRegex("""<span class="code">(?<secret>[A-Z2-7]+)</span>""")]
    private static partial Regex Secret();

    [GeneratedRegex("<li><code>")]
    private static partial Regex RecoveryCode();
}
