namespace Commerce.AdminUi;

/// <summary>Money: what was taken, how it was booked, and what nobody knows the outcome of.</summary>
public sealed class PaymentsTests(PortalHost host, Chromium chromium)
{
    [Fact]
    public async Task Payment_IsFoundByItsOrder_WithItsLedgerAndNoCardNumber()
    {
        var order = host.Shop.Put(SampleOrder.Confirmed());
        order = host.Shop.Put(order.Shipped(order.Now.Shipments[0].ShipmentId, "1Z999"));
        host.Shop.Put(SampleOrder.Confirmed());
        await using var session = await PortalSession.OpenAsync(host, chromium, "/payments", "finance");
        await session.Page.GetByPlaceholder("Its whole id").FillAsync(order.Now.OrderId.ToString());
        await session.Page.Keyboard.PressAsync("Enter");
        await Expect(session.Page.Locator("tr[data-row]")).ToHaveCountAsync(1);

        await session.Row(order.Now.OrderId).Locator(".row-link").ClickAsync();

        var pane = session.Page.GetByRole(AriaRole.Complementary, new() { Name = "Details" });
        await Expect(pane).ToContainTextAsync("At the provider");
        await Expect(pane.Locator("tfoot")).ToContainTextAsync("599.00");
        await Expect(pane).ToContainTextAsync("Visa ···· 4242");
        Assert.DoesNotMatch(@"\d{13,19}", await pane.InnerTextAsync());
        await pane.GetByRole(AriaRole.Link, new() { Name = "Order", Exact = true }).ClickAsync();
        await Expect(session.Page.GetByRole(AriaRole.Region, new() { Name = "Ledger" }).First).ToContainTextAsync("Both sides, EUR");
    }

    [Fact]
    public async Task UnknownOutcomes_AreAskedFor_AndOneThatIsAnsweredMeanwhileSaysSo()
    {
        var order = host.Shop.Put(SampleOrder.Confirmed());
        var (open, answered) = (host.Shop.PutCall(order.Now.OrderId, "refund", isUnknown: true), host.Shop.PutCall(order.Now.OrderId, "capture", isUnknown: true));
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/provider-calls?state=unknown&selected={open.OperationId}~{answered.OperationId}", "finance");
        await Expect(session.Row(answered.OperationId)).ToBeVisibleAsync();
        host.Shop.Operations[answered.OperationId] = answered with { State = "succeeded", IsUnknown = false };

        await session.Button("Ask now…").ClickAsync();
        await session.Button("Ask now").ClickAsync();

        await Expect(session.Page.GetByText("1 of 2 done, 1 refused.")).ToBeVisibleAsync();
        await Expect(session.Page.GetByText("The provider has answered")).ToBeVisibleAsync();
        Assert.Equal("succeeded", host.Shop.Operations[open.OperationId].State);
    }

    [Fact]
    public async Task Area_IsClosedToWhoMayNotSeePayments()
    {
        await using var session = await PortalSession.OpenAsync(host, chromium, "/payments", "warehouse");
        await Expect(session.Page.GetByText("This page is not open to you")).ToBeVisibleAsync();
        await Expect(session.Link("Provider calls")).ToHaveCountAsync(0);
    }
}
