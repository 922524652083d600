using System.Net;
using System.Net.Http.Json;

namespace Commerce.Identity;

/// <summary>What staff see and do with one person's account: consents, factors, one session, an export.</summary>
public sealed class StaffLooksTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ConsentsAndFactors_AreSeen_ButNotWhereCodesAreSent()
    {
        using var staff = host.CreateClient((await host.SignedInAsync("support")).AccessToken);
        var ada = await host.SignedInAsync();
        using var own = host.CreateClient(ada.AccessToken);
        foreach (var given in new[] { true, false })
            await own.PutAsJsonAsync("/api/v1/users/me/consents/analytics", new { isGiven = given, wording = "2026-01" }, Stop);
        await host.AddAuthenticatorAsync(ada.Id);

        var consents = await (await staff.GetAsync($"/api/v1/users/{ada.Id}/consents", Stop)).JsonAsync();
        Assert.Equal([false, true], consents.GetProperty("history").EnumerateArray().Select(c => c.GetProperty("isGiven").GetBoolean()));
        Assert.Equal(3, consents.GetProperty("now").GetArrayLength());
        var factors = await (await staff.GetAsync($"/api/v1/users/{ada.Id}/second-factors", Stop)).JsonAsync();
        Assert.Equal("totp", Assert.Single(factors.GetProperty("factors").EnumerateArray()).GetProperty("method").GetString());
        foreach (var what in new[] { "consents", "second-factors" })
        {
            Assert.Equal("identity.user_not_found", await (await staff.GetAsync($"/api/v1/users/{Guid.CreateVersion7()}/{what}", Stop)).CodeAsync(404));
            Assert.Equal(HttpStatusCode.Forbidden, (await own.GetAsync($"/api/v1/users/{ada.Id}/{what}", Stop)).StatusCode);
        }
    }

    [Fact]
    public async Task OneSession_IsEnded_AndTheOthersGoOn()
    {
        using var staff = host.CreateClient((await host.SignedInAsync("owner")).AccessToken);
        var ada = await host.SignedInAsync();
        var other = ada with { Tokens = await host.LogInAsync(ada) };
        var sessions = (await (await staff.GetAsync($"/api/v1/users/{ada.Id}/sessions", Stop)).JsonAsync()).GetProperty("items").EnumerateArray().ToArray();
        var newest = sessions[0].GetProperty("id").GetGuid();
        Assert.Equal(HttpStatusCode.NoContent, (await staff.DeleteAsync($"/api/v1/users/{ada.Id}/sessions/{newest}", Stop)).StatusCode);
        Assert.Equal("identity.session_not_found", await (await staff.DeleteAsync($"/api/v1/users/{ada.Id}/sessions/{newest}", Stop)).CodeAsync(404));
        Assert.Equal("identity.session_not_found", await (await staff.DeleteAsync($"/api/v1/users/{Guid.CreateVersion7()}/sessions/{sessions[1].GetProperty("id").GetGuid()}", Stop)).CodeAsync(404));
        using var nobody = host.CreateClient(token: null);
        Assert.Equal("identity.invalid_refresh_token", await (await nobody.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = other.RefreshToken }, Stop)).CodeAsync(401));
        Assert.Equal(HttpStatusCode.OK, (await nobody.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = ada.RefreshToken }, Stop)).StatusCode);
    }

    [Fact]
    public async Task Export_OnSomebodysBehalf_IsNotedForThem()
    {
        using var staff = host.CreateClient((await host.SignedInAsync("owner")).AccessToken);
        using var support = host.CreateClient((await host.SignedInAsync("support")).AccessToken);
        var ada = await host.SignedInAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await support.PostAsync($"/api/v1/users/{ada.Id}/exports", null, Stop)).StatusCode);
        var asked = await staff.PostAsync($"/api/v1/users/{ada.Id}/exports", null, Stop);
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        var id = (await asked.JsonAsync()).GetProperty("exportId").GetGuid();
        Assert.Equal("identity.export_not_ready", await (await staff.GetAsync(asked.Headers.Location, Stop)).CodeAsync(409));
        Assert.Equal("identity.export_not_found", await (await staff.GetAsync($"/api/v1/users/{ada.Id}/exports/{Guid.CreateVersion7()}/archive", Stop)).CodeAsync(404));

        await host.Database.ExecuteAsync("UPDATE data_exports SET ready_at = now(), sealed_key = NULL WHERE id = $1", id); // as when all have answered
        var listed = await (await staff.GetAsync($"/api/v1/users/{ada.Id}/exports", Stop)).JsonAsync();
        Assert.Equal("ready", Assert.Single(listed.GetProperty("items").EnumerateArray()).GetProperty("status").GetString());
        var archive = await staff.GetAsync(asked.Headers.Location, Stop);
        Assert.Equal("application/zip", archive.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(await archive.Content.ReadAsByteArrayAsync(Stop));
        var events = await (await staff.GetAsync($"/api/v1/users/{ada.Id}/security-events?limit=2", Stop)).JsonAsync();
        Assert.Equal(["export-fetched-by-staff", "export-requested-by-staff"], events.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("kind").GetString()));
    }
}
