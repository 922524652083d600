namespace Commerce.AdminUi;

/// <summary>Messages that nobody could handle: mended, tried, replayed, discarded; and being two.</summary>
public sealed class DeadLettersTests(PortalHost host, Chromium chromium)
{
    [Fact]
    public async Task Message_IsMendedWithHelp_TriedWithoutEffect_AndReplayed()
    {
        host.Shop.DeadLetters.Clear();
        var letter = host.Shop.DeadLetters.Put();
        await using var session = await PortalSession.OpenAsync(host, chromium, "/dead-letters");
        await session.Page.Locator("tr[data-row] .row-link").ClickAsync();
        await session.Link($"Message {letter.Id}").ClickAsync();
        await session.Button("Try it, without effect").ClickAsync();
        await Expect(session.Page.GetByText("A replay would fail again")).ToBeVisibleAsync();

        await session.Link("Mend…").ClickAsync();
        await Expect(session.Page.GetByText("data.orderId Must be an id.")).ToBeVisibleAsync();
        var text = session.Page.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true });
        await text.FillAsync("{");
        await session.Button("Keep it so").ClickAsync();
        await Expect(session.Page.Locator(".field-refusal")).ToContainTextAsync("Not JSON");
        await text.FillAsync(Mended());
        await Expect(session.Page.GetByText("The service can read this.")).ToBeVisibleAsync();
        await session.Button("Keep it so").ClickAsync();
        await session.Button("Try it, without effect").ClickAsync();
        await Expect(session.Page.GetByText("payment_operations: 1 row added")).ToBeVisibleAsync();
        Assert.Equal("dead", host.Shop.DeadLetters.Find(letter.Id).Status);

        await session.Link("Replay…").ClickAsync();
        await session.Button("Replay it").ClickAsync();
        await Expect(session.Page.Locator(".page-head .badge")).ToHaveTextAsync("Has had its effect");
        await Expect(session.Page.Locator(".deeds li")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Mending_WhileSomebodyElseDoes_ShowsTheirsAndKeepsMine()
    {
        host.Shop.DeadLetters.Clear();
        var letter = host.Shop.DeadLetters.Put();
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/dead-letters/payments/{letter.Id}?do=edit");
        var (mine, theirs) = (Mended(), Guid.CreateVersion7().ToString());
        await session.Page.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true }).FillAsync(mine);
        host.Shop.DeadLetters.MendElsewhere(letter.Id, theirs);

        await session.Button("Keep it so").ClickAsync();
        await Expect(session.Page.GetByText("Somebody else changed it first.")).ToBeVisibleAsync();
        await Expect(session.Page.GetByLabel("Their message")).ToContainTextAsync(theirs);
        await Expect(session.Page.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true })).ToHaveValueAsync(mine);
        await session.Button("Take theirs").ClickAsync();
        await session.Button("Keep it so").ClickAsync();

        await Expect(session.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        Assert.Equal(theirs, host.Shop.DeadLetters.Find(letter.Id).Message!.Value.GetProperty("data").GetProperty("orderId").GetString());
    }

    [Fact]
    public async Task AllOfACause_AreReplayedStepByStep_AndTheRestDiscardedWithAReason()
    {
        host.Shop.DeadLetters.Clear();
        var letters = Enumerable.Range(0, 45).Select(_ => host.Shop.DeadLetters.Put(Guid.CreateVersion7().ToString())).ToArray();
        host.Shop.DeadLetters.Stubborn[letters[7].Id] = true;
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/dead-letters?open=payments%2F{SampleDeadLetters.Fingerprint}%2Fpayments.capture-payment.v1");

        await session.Button("Replay all…").ClickAsync();
        await session.Button("Replay them").ClickAsync();
        await Expect(session.Page.GetByText("44 done, 1 refused.")).ToBeVisibleAsync();
        await Expect(session.Page.GetByText("The provider knows no such payment.")).ToBeVisibleAsync();
        await session.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Close" }).Last.ClickAsync();
        await session.Button("Discard all…").ClickAsync();
        await session.Page.GetByLabel("Reason, kept with each of them").FillAsync("A rehearsal");
        await session.Button("Discard them").ClickAsync();
        await Expect(session.Page.GetByText("1 done.")).ToBeVisibleAsync();

        Assert.Equal("A rehearsal", Assert.Single(host.Shop.DeadLetters.DeedsOf(letters[7].Id)).Detail);
    }

    [Fact]
    public async Task Area_IsClosedToWhoMayNotSeeMessages()
    {
        await using var session = await PortalSession.OpenAsync(host, chromium, "/dead-letters", "support");
        await Expect(session.Page.GetByText("This page is not open to you")).ToBeVisibleAsync();
        await Expect(session.Link("Dead letters")).ToHaveCountAsync(0);
    }

    private static string Mended() =>
        $$$"""{"eventType":"payments.capture-payment.v1","aggregateType":"order","data":{"orderId":"{{{Guid.CreateVersion7()}}}"}}""";
}
