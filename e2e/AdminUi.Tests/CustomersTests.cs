namespace Commerce.AdminUi;

/// <summary>Staff help customers: finding them, shutting accounts, and erasing them by two.</summary>
public sealed class CustomersTests(PortalHost host, Chromium chromium)
{
    [Fact]
    public async Task Customer_IsFoundOpenedAndDisabled_AndAColleagueSeesWhy()
    {
        var ada = await host.SignedInAsync();
        await using var session = await PortalSession.OpenAsync(host, chromium, "/customers");
        await session.Page.GetByLabel("E-mail begins with").FillAsync(ada.Email);
        await session.Page.Keyboard.PressAsync("Enter");
        await session.Row(ada.Id).Locator(".row-link").ClickAsync();
        await Expect(session.Page.GetByRole(AriaRole.Complementary, new() { Name = "Details" })).ToContainTextAsync(ada.Email);
        await session.Link("Open").ClickAsync();
        await session.Link("Disable").ClickAsync();
        await session.Page.GetByLabel("Reason, for staff").FillAsync("Chargebacks <b>4711</b>");
        await session.Button("Disable the account").ClickAsync();

        await Expect(session.Page.Locator(".page-head .badge")).ToHaveTextAsync("Disabled");
        await Expect(session.Page.GetByText("Chargebacks <b>4711</b>")).ToBeVisibleAsync();
        await Expect(session.Page.GetByText("Disabled by staff")).ToBeVisibleAsync();
        await using var support = await PortalSession.OpenAsync(host, chromium, $"/customers/{ada.Id}", "support");
        await Expect(support.Page.GetByText("Chargebacks <b>4711</b>")).ToBeVisibleAsync();
        await Expect(support.Link("Enable")).ToHaveCountAsync(0); // not theirs to do
    }

    [Fact]
    public async Task Session_EndedByHand_IsOver()
    {
        var ada = await host.SignedInAsync();
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/customers/{ada.Id}");
        await session.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^End the session on") }).ClickAsync();
        await session.Button("End it").ClickAsync();
        await Expect(session.Page.GetByText("Over: ended by staff")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Erasure_TakesFourEyes()
    {
        var ada = await host.SignedInAsync();
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/customers/{ada.Id}");
        await session.Link("Ask to erase").ClickAsync();
        await session.Page.GetByLabel("Reason, for staff").FillAsync("Letter of 12 March");
        await session.Button("Ask a colleague").ClickAsync();
        await session.Link("See the request").ClickAsync();
        await Expect(session.Button("Approve")).ToBeDisabledAsync();
        await Expect(session.Page.GetByText("Somebody else has to approve what you asked for.")).ToBeVisibleAsync();

        var grace = await host.SignedInAsync();
        var asked = await host.Arranged.AskErasureAsync(grace.Id);
        await session.GoToAsync($"/erasures?open={asked}");
        await session.Button("Approve").ClickAsync();
        await session.Button("Approve it").ClickAsync();
        await Expect(session.Row(asked)).ToContainTextAsync("Will be erased");
        Assert.Equal(1, await host.Database.ScalarAsync<long>("SELECT count(*) FROM account_erasures WHERE user_id = $1", grace.Id));
        Assert.Equal(0, await host.Database.ScalarAsync<long>("SELECT count(*) FROM account_erasures WHERE user_id = $1", ada.Id));
    }

    [Fact]
    public async Task Request_ThatSomebodyElseDecidedMeanwhile_ShowsTheirDecision()
    {
        var asked = await host.Arranged.AskErasureAsync((await host.SignedInAsync()).Id);
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/erasures?open={asked}");
        await session.Button("Approve").ClickAsync();
        await Expect(session.Button("Approve it")).ToBeVisibleAsync();
        await host.Arranged.PostAsync($"/api/v1/erasure-requests/{asked}/rejection", new { reason = "They called" });
        await Expect(session.Row(asked)).ToContainTextAsync("Kept");
        await session.GoToAsync($"/erasures?open={asked}");
        await Expect(session.Page.GetByText("They called")).ToBeVisibleAsync();
        await Expect(session.Button("Approve")).ToHaveCountAsync(0);
    }
}
