using System.Net;
using System.Net.Http.Json;

namespace Commerce.AdminUi;

/// <summary>Who may do what: seen before it is saved, and refused where it would go too far.</summary>
public sealed class RightsTests(PortalHost host, Chromium chromium)
{
    [Fact]
    public async Task Matrix_ShowsTheEffectBeforeItIsSaved()
    {
        var role = await RoleAsync("payments:read", "payments:write");
        await host.SignedInAsync(role);
        await using var session = await PortalSession.OpenAsync(host, chromium, "/roles");
        await session.Page.GetByLabel($"{role} grants orders:ship").CheckAsync();
        await session.Page.GetByLabel($"{role} grants payments:write").UncheckAsync();
        await Expect(session.Page.GetByText("2 changes")).ToBeVisibleAsync();
        await Expect(session.Page.GetByLabel("owner grants orders:read")).ToBeDisabledAsync();
        Assert.Contains(role, session.Page.Url, StringComparison.Ordinal); // the link shows a colleague the same
        await session.Link("See the effect…").ClickAsync();
        await Expect(session.Page.Locator(".tally")).ToContainTextAsync("gain it");
        await Expect(session.Page.Locator(".tally")).ToContainTextAsync("lose it");
        await session.Button("Save it").ClickAsync();

        await Expect(session.Page.GetByText("2 changes")).ToHaveCountAsync(0);
        await Expect(session.Page.GetByLabel($"{role} grants orders:ship")).ToBeCheckedAsync();
        Assert.True(await host.Database.ScalarAsync<bool>("SELECT permissions @> '{orders:ship}' AND NOT permissions @> '{payments:write}' FROM role_permissions WHERE role = $1", role));
    }

    [Fact]
    public async Task Matrix_WhenSomebodyElseSavedFirst_SaysSoAndKeepsTheChange()
    {
        var role = await RoleAsync("payments:read");
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/roles?change={role}%2Borders:read&do=save");
        await Expect(session.Button("Save it")).ToBeVisibleAsync();
        await host.Database.ExecuteAsync("UPDATE role_permissions SET version = version + 1 WHERE role = $1", role);
        await session.Button("Save it").ClickAsync();
        await Expect(session.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("It has changed since you read it");
        await session.Button("Save it").ClickAsync(); // with what was read since
        await Expect(session.Page.GetByLabel($"{role} grants orders:read")).ToBeCheckedAsync();
        await Expect(session.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Invitation_IsSentAndWithdrawn_AndWrongInputIsSaidAtTheField()
    {
        await using var session = await PortalSession.OpenAsync(host, chromium, "/invitations");
        await session.Button("Invite somebody").ClickAsync();
        await session.Page.GetByRole(AriaRole.Dialog).GetByLabel("E-mail").FillAsync("sam.newcomer@shop.example");
        await session.Button("Invite").ClickAsync();
        await Expect(session.Page.Locator(".field-refusal")).ToBeVisibleAsync();
        await session.Page.GetByLabel("support").CheckAsync();
        await session.Button("Invite").ClickAsync();
        await session.Link("sam.newcomer@shop.example").ClickAsync();
        await session.Button("Withdraw…").ClickAsync();
        await session.Button("Withdraw it").ClickAsync();
        await Expect(session.Link("sam.newcomer@shop.example")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Member_RemovedFromStaff_IsACustomerAgain()
    {
        var clerk = await host.SignedInAsync("support");
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/staff?open={clerk.Id}");
        await session.Button("Remove from staff…").ClickAsync();
        await session.Button("Remove").ClickAsync();
        await Expect(session.Row(clerk.Id)).ToHaveCountAsync(0);
        Assert.Equal("customer", await host.Database.ScalarAsync<string>("SELECT string_agg(r.name, ',') FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE user_id = $1", clerk.Id));
    }

    [Fact]
    public async Task ApiKey_IsShownOnce()
    {
        await using var session = await PortalSession.OpenAsync(host, chromium, "/api-keys");
        await session.Button("Issue a key").ClickAsync();
        await session.Page.GetByLabel("Name, such as").FillAsync("Scanner of a test");
        await session.Page.GetByLabel("orders:ship").CheckAsync();
        await session.Button("Issue it").ClickAsync();
        await Expect(session.Page.Locator(".secret code")).ToContainTextAsync("cmk_");
        await session.Button("I have kept it").ClickAsync();
        await Expect(session.Page.GetByText("cmk_")).ToHaveCountAsync(0);
        await session.Link("Scanner of a test").ClickAsync();
        await session.Button("Revoke…").ClickAsync();
        await session.Button("Revoke it").ClickAsync();
        await Expect(session.Page.Locator(".pane .facts")).ToContainTextAsync("Revoked");
    }

    [Fact]
    public async Task Pages_AreRefusedToWhoMayNot()
    {
        await using var session = await PortalSession.OpenAsync(host, chromium, "/roles", "warehouse");
        await Expect(session.Page.GetByText("This page is not open to you")).ToBeVisibleAsync();
        await Expect(session.Link("Customers")).ToHaveCountAsync(0);
    }

    // A role of the test's own: others sign in with the shop's.
    private async Task<string> RoleAsync(params string[] permissions)
    {
        var name = $"desk-{Guid.CreateVersion7().ToString()[^8..]}";
        using var client = host.CreateClient((await host.SignedInAsync("owner")).AccessToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/roles") { Content = JsonContent.Create(new { name, permissions }) };
        request.Headers.Add("Idempotency-Key", name);
        Assert.Equal(HttpStatusCode.Created, (await client.SendAsync(request)).StatusCode);
        return name;
    }
}
