namespace Commerce.AdminUi;

/// <summary>A day with the orders: looking, acting, being refused, and being two.</summary>
public sealed class OrdersTests(PortalHost host, Chromium chromium)
{
    [Fact]
    public async Task NewOrder_AppearsByItself_AndOpensInThePane()
    {
        await using var session = await PortalSession.OpenAsync(host, chromium, "/orders");
        await Expect(session.Page.Locator(".live")).ToHaveTextAsync("Live");

        var order = host.Shop.Put(SampleOrder.Confirmed());
        await Expect(session.Row(order.Now.OrderId)).ToBeVisibleAsync();
        await session.Row(order.Now.OrderId).Locator(".row-link").ClickAsync();

        await Expect(session.Page.GetByRole(AriaRole.Complementary, new() { Name = "Details" })).ToContainTextAsync("KETTLE-002-BLK");
        Assert.Contains($"open={order.Now.OrderId}", session.Page.Url, StringComparison.Ordinal);
        await session.Page.Keyboard.PressAsync("Escape");
        await Expect(session.Page.GetByRole(AriaRole.Complementary, new() { Name = "Details" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Filters_StandInTheAddress_SoThatALinkShowsTheSame()
    {
        var order = host.Shop.Put(SampleOrder.Confirmed());
        var gone = host.Shop.Put(SampleOrder.Confirmed().Cancelled("Wrong size"));
        await using var session = await PortalSession.OpenAsync(host, chromium, "/orders");
        await session.Page.Locator("[data-first-filter]").SelectOptionAsync("cancelled");
        await Expect(session.Row(gone.Now.OrderId)).ToBeVisibleAsync();
        await Expect(session.Row(order.Now.OrderId)).ToHaveCountAsync(0);

        await using var colleague = await PortalSession.OpenAsync(host, chromium, new Uri(session.Page.Url).PathAndQuery, "support");

        await Expect(colleague.Row(gone.Now.OrderId)).ToBeVisibleAsync();
        await Expect(colleague.Page.Locator("[data-first-filter]")).ToHaveValueAsync("cancelled");
        await Expect(colleague.Row(order.Now.OrderId)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Cancel_WhileTheOtherWantsToShip_ShowsBothWhatIsTrue()
    {
        var order = host.Shop.Put(SampleOrder.Confirmed());
        await using var support = await PortalSession.OpenAsync(host, chromium, $"/orders/{order.Now.OrderId}");
        await using var warehouse = await PortalSession.OpenAsync(host, chromium, $"/orders/{order.Now.OrderId}", "warehouse");
        await warehouse.Link("Ship from BERLIN").ClickAsync();
        await Expect(warehouse.Button("It has left")).ToBeVisibleAsync();
        await Expect(warehouse.Link("Cancel order")).ToHaveCountAsync(0); // not theirs to do

        await support.Link("Cancel order").ClickAsync();
        await support.Page.GetByLabel("Reason, for the customer too").FillAsync("Ordered <b>twice</b>");
        await support.Button("Cancel the order").ClickAsync();

        await Expect(support.Page.Locator(".page-head .badge")).ToHaveTextAsync("Cancelled");
        await Expect(support.Page.GetByText("Ordered <b>twice</b>").First).ToBeVisibleAsync();
        await Expect(warehouse.Page.Locator(".page-head .badge")).ToHaveTextAsync("Cancelled");
        await Expect(warehouse.Page.GetByText("Not possible any more")).ToBeVisibleAsync();
        Assert.Contains("Ordered <b>twice</b>", host.Shop.Cancellations);
    }

    [Fact]
    public async Task Note_IsWrittenAndRead_AndTheOrderFoundByTheEndOfItsNumber()
    {
        var order = host.Shop.Put(SampleOrder.Confirmed());
        await using var session = await PortalSession.OpenAsync(host, chromium, "/checkouts");
        await session.Page.Keyboard.PressAsync("Control+k");
        await session.Page.GetByLabel("Search everything").FillAsync(order.Now.OrderId.ToString()[^8..]);
        await Expect(session.Page.GetByText($"Order …{order.Now.OrderId.ToString()[^8..]}")).ToBeVisibleAsync();
        await session.Page.Keyboard.PressAsync("Enter");
        await session.Link("Write a note…").ClickAsync();
        await session.Page.GetByLabel("Note", new() { Exact = true }).FillAsync("Rang <i>Ada</i>: leave it with the porter");
        await session.Button("Keep it").ClickAsync();

        await Expect(session.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(session.Page.GetByText("Rang <i>Ada</i>: leave it with the porter")).ToBeVisibleAsync();
        Assert.Single(host.Shop.Notes[order.Now.OrderId]);
    }

    [Fact]
    public async Task Draft_OutlivesALostConnectionAndARestart()
    {
        var order = host.Shop.Put(SampleOrder.Confirmed());
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/orders/{order.Now.OrderId}?do=cancel", portal: host.Second.Url);
        session.ExpectsOutage = true;
        var reason = session.Page.GetByLabel("Reason, for the customer too");
        await reason.FillAsync("The customer called and");

        await host.Second.StopAsync();
        await Expect(session.Page.GetByText("The connection is lost.")).ToBeVisibleAsync();
        await reason.PressSequentiallyAsync(" wants another colour");
        await host.Second.StartAsync();

        await Expect(session.Page.Locator("[data-ready]")).ToBeVisibleAsync();
        await Expect(session.Page.GetByText("The connection is lost.")).ToBeHiddenAsync();
        await Expect(reason).ToHaveValueAsync("The customer called and wants another colour");
        await session.Button("Cancel the order").ClickAsync();
        await Expect(session.Page.Locator(".page-head .badge")).ToHaveTextAsync("Cancelled");
        Assert.Contains("The customer called and wants another colour", host.Shop.Cancellations);
    }

    [Fact]
    public async Task Refund_ThatWantsAFreshProof_GoesOnAfterSigningIn_Once()
    {
        var order = host.Shop.Put(SampleOrder.Confirmed());
        order = host.Shop.Put(order.Shipped(order.Now.Shipments[0].ShipmentId, "1Z999"));
        var owner = await host.SignedInAsync("owner");
        await using var context = await chromium.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{host.Url}/orders/{order.Now.OrderId}");
        await host.SignInAsync(page, owner);
        await page.GetByRole(AriaRole.Link, new() { Name = "Refund" }).ClickAsync();
        await page.GetByLabel("Amount in EUR").FillAsync("nine");
        await page.GetByLabel("Reason", new() { Exact = true }).FillAsync("Arrived broken");
        await page.GetByRole(AriaRole.Button, new() { Name = "Give it back" }).ClickAsync();
        await Expect(page.Locator(".field-refusal")).ToContainTextAsync("plain decimal");

        host.Shop.WantsFreshProof = true;
        await page.GetByLabel("Amount in EUR").FillAsync("12.50");
        await page.GetByRole(AriaRole.Button, new() { Name = "Give it back" }).ClickAsync();
        host.Time.Advance(TimeSpan.FromMinutes(11));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in again" }).ClickAsync();
        await host.SignInAsync(page, owner);
        host.Shop.WantsFreshProof = false;
        await Expect(page.GetByLabel("Amount in EUR")).ToHaveValueAsync("12.50");
        await page.GetByRole(AriaRole.Button, new() { Name = "Give it back" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        Assert.Equal("12.50", Assert.Single(host.Shop.Refunds).Value);
    }

    [Fact]
    public async Task TimeTravel_ShowsTheOrderAsItWas_AndWhatDiffers()
    {
        var order = host.Shop.Put(SampleOrder.Confirmed());
        order = host.Shop.Put(order.Shipped(order.Now.Shipments[0].ShipmentId, "1Z999"));
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/orders/{order.Now.OrderId}");

        await session.Page.GetByLabel("State at").FillAsync("0");
        await Expect(session.Page.GetByText("This is the order as it was on")).ToBeVisibleAsync();
        await Expect(session.Page.Locator(".page-head .badge")).ToHaveTextAsync("Placed");
        await Expect(session.Link("Cancel order")).ToHaveCountAsync(0);
        await session.Page.GetByLabel("Compare with").SelectOptionAsync(new SelectOptionValue { Index = 4 });

        var differences = session.Page.GetByRole(AriaRole.Region, new() { Name = "Differences" });
        await Expect(differences.GetByRole(AriaRole.Row).Filter(new() { HasText = "Status" })).ToContainTextAsync("Partly shipped");
        await Expect(differences).ToContainTextAsync("1Z999");
    }

    [Fact]
    public async Task Export_GivesTheFilteredRows()
    {
        var gone = host.Shop.Put(SampleOrder.Confirmed().Cancelled("Wrong size"));
        var order = host.Shop.Put(SampleOrder.Confirmed());
        await using var session = await PortalSession.OpenAsync(host, chromium, "/orders?status=cancelled");

        var download = await session.Page.RunAndWaitForDownloadAsync(() => session.Link("CSV").ClickAsync());
        var text = await File.ReadAllTextAsync(await download.PathAsync());

        Assert.StartsWith("order,placed,status,total,currency,items,customer,updated", text, StringComparison.Ordinal);
        Assert.Contains(gone.Now.OrderId.ToString(), text, StringComparison.Ordinal);
        Assert.DoesNotContain(order.Now.OrderId.ToString(), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bulk_CancelsWhatItCan_AndSaysWhyNotTheRest()
    {
        var open = host.Shop.Put(SampleOrder.Confirmed());
        var gone = host.Shop.Put(SampleOrder.Confirmed().Cancelled("Wrong size"));
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/orders?selected={open.Now.OrderId}~{gone.Now.OrderId}");

        await session.Button("Cancel…").ClickAsync();
        await session.Button("Cancel them").ClickAsync();

        await Expect(session.Page.GetByText("1 of 2 done, 1 refused.")).ToBeVisibleAsync();
        await Expect(session.Page.Locator(".results")).ToContainTextAsync("is cancelled already");
        Assert.Equal("cancelled", host.Shop.Find(open.Now.OrderId).Now.Status);
    }

    [Fact]
    public async Task ShopThatDoesNotAnswer_IsSaidInPlainWords_AndTriedAgain()
    {
        host.Shop.Put(SampleOrder.Confirmed());
        host.Shop.IsUp = false;
        try
        {
            await using var session = await PortalSession.OpenAsync(host, chromium, "/orders");
            await Expect(session.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Ordering does not answer at the moment.");
            await Expect(session.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("4bf92f3577b34da6a3ce929d0e0e4736");
            host.Shop.IsUp = true;
            await session.Button("Try again").ClickAsync();
            await Expect(session.Page.Locator("tr[data-row]").First).ToBeVisibleAsync();
        }
        finally
        {
            host.Shop.IsUp = true;
        }
    }

    [Fact]
    public async Task Keyboard_FindsOpensAndCloses()
    {
        var order = host.Shop.Put(SampleOrder.Confirmed());
        await using var session = await PortalSession.OpenAsync(host, chromium, "/checkouts");
        await session.Page.Keyboard.PressAsync("Control+k");
        await Expect(session.Page.GetByLabel("Search everything")).ToBeFocusedAsync();
        await session.Page.Keyboard.TypeAsync(order.Now.OrderId.ToString());
        await Expect(session.Page.Locator("#search-hits li")).ToHaveCountAsync(1);
        await session.Page.Keyboard.PressAsync("Enter");
        await Expect(session.Page.Locator(".order")).ToBeVisibleAsync();
        await Expect(session.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

        await session.Page.Keyboard.PressAsync("?");
        await Expect(session.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Keyboard shortcuts");
        await session.Page.Keyboard.PressAsync("Escape");
        await Expect(session.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await session.Page.Keyboard.PressAsync("g");
        await session.Page.Keyboard.PressAsync("o");
        await Expect(session.Row(order.Now.OrderId)).ToBeVisibleAsync();
    }
}
