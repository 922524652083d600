namespace Commerce.AdminUi;

/// <summary>A day in the warehouse: looking why, booking, being refused, and being two.</summary>
public sealed class StockTests(PortalHost host, Chromium chromium)
{
    private readonly string _sku = $"SKU-{Guid.CreateVersion7():N}"[^20..].ToUpperInvariant();

    [Fact]
    public async Task Stock_IsFoundByItsName_AndExplainsItself_DownToTheOrder()
    {
        host.Shop.Stock.Move(_sku, "BER", 60, name: $"Kettle {_sku}, black");
        host.Shop.Stock.Move(_sku, "BER", -8, "damage", note: "Fell <b>hard</b>");
        var order = host.Shop.Stock.Hold(_sku, "BER", 5);
        await using var session = await PortalSession.OpenAsync(host, chromium, "/stock");

        await session.Page.GetByLabel("SKU or name").FillAsync($"Kettle {_sku}");
        await session.Page.Keyboard.PressAsync("Enter");
        await Expect(session.Page.Locator("tr[data-row]")).ToHaveCountAsync(1);
        await session.Page.Locator($"tr[data-row='{_sku}/BER'] .row-link").ClickAsync();
        var pane = session.Page.GetByRole(AriaRole.Complementary, new() { Name = "Details" });
        await Expect(pane).ToContainTextAsync("Why it is 47 in BER");
        await pane.GetByRole(AriaRole.Link, new() { Name = "Open" }).ClickAsync();

        await Expect(session.Page.Locator(".sum")).ToContainTextAsync("Received");
        await Expect(session.Page.Locator(".sum tr").Filter(new() { HasText = "Damaged" })).ToContainTextAsync("−8");
        await Expect(session.Page.GetByText("Fell <b>hard</b>")).ToBeVisibleAsync();
        var holder = session.Page.GetByRole(AriaRole.Region, new() { Name = "Held for orders" }).GetByRole(AriaRole.Link);
        await Expect(holder).ToHaveAttributeAsync("href", $"orders/{order}");
    }

    [Fact]
    public async Task Transfer_IsRefusedAtTheField_ThenDone_Once()
    {
        host.Shop.Stock.Move(_sku, "BER", 20);
        host.Shop.Stock.Move(_sku, "PAR", 1);
        host.Shop.Stock.Hold(_sku, "BER", 5);
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/stock/{_sku}?warehouse=BER&do=transfer");
        await session.Page.Locator("select[name=to]").SelectOptionAsync("PAR");
        await session.Page.GetByLabel("Why", new() { Exact = true }).FillAsync("For the sale in Paris");
        await session.Page.GetByLabel("How many").FillAsync("a few");
        await session.Button("Transfer").ClickAsync();
        await Expect(session.Page.Locator(".field-refusal")).ToContainTextAsync("A whole number");
        await session.Page.GetByLabel("How many").FillAsync("16");
        await session.Button("Transfer").ClickAsync();
        await Expect(session.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync($"15 of {_sku} are available in BER, not 16.");

        await session.Page.GetByLabel("How many").FillAsync("15");
        await session.Button("Transfer").ClickAsync();

        await Expect(session.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(session.Page.Locator(".place").Filter(new() { HasText = "Paris" })).ToContainTextAsync("16");
        await Expect(session.Page.GetByText("For the sale in Paris")).ToBeVisibleAsync();
        Assert.Equal((5, 16), (host.Shop.Stock.Level(_sku, "BER").OnHand, host.Shop.Stock.Level(_sku, "PAR").OnHand));
    }

    [Fact]
    public async Task Count_WhileSomethingMoves_IsRefused_AndThePageShowsWhatIsTrue()
    {
        host.Shop.Stock.Move(_sku, "BER", 20);
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/stock/{_sku}?do=adjust");
        await session.Page.GetByLabel("How many there are, counted").CheckAsync();
        await session.Page.GetByLabel("Counted", new() { Exact = true }).FillAsync("19");
        host.Shop.Stock.Move(_sku, "BER", 40);
        await Expect(session.Page.GetByText("Berlin has 60 on hand")).ToBeVisibleAsync();
        await session.Button("Book it").ClickAsync();
        await Expect(session.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("something moved since you looked");
        Assert.Equal(60, host.Shop.Stock.Level(_sku, "BER").OnHand);

        await session.Page.GetByLabel("Counted", new() { Exact = true }).FillAsync("59");
        await session.Button("Book it").ClickAsync();

        await Expect(session.Page.Locator(".sum tr").Filter(new() { HasText = "Counted" })).ToContainTextAsync("−1");
        Assert.Equal(59, host.Shop.Stock.Level(_sku, "BER").OnHand);
    }

    [Fact]
    public async Task Low_IsSetForMany_AndShownUnderLowOnly()
    {
        host.Shop.Stock.Move(_sku, "BER", 7);
        host.Shop.Stock.Move(_sku, "PAR", 70);
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/stock?q={_sku}&selected={_sku}%2FBER~{_sku}%2FPAR");
        await session.Button("Low at…").ClickAsync();
        await session.Page.GetByRole(AriaRole.Dialog).GetByLabel("Low at").FillAsync("10");
        await session.Button("Set it").ClickAsync();
        await Expect(session.Page.GetByText("2 of 2 done.")).ToBeVisibleAsync();
        await session.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).Last.ClickAsync();
        await session.Page.GetByLabel("Low only").CheckAsync();

        await Expect(session.Page.Locator("tr[data-row]")).ToHaveCountAsync(1);
        await Expect(session.Page.Locator($"tr[data-row='{_sku}/BER']")).ToContainTextAsync("Low");
    }

    [Fact]
    public async Task Warehouse_ThatSomebodyElseChangedFirst_IsShown_AndNotOverwrittenUnseen()
    {
        await using var mine = await PortalSession.OpenAsync(host, chromium, "/warehouses?open=new");
        var code = $"W{Guid.CreateVersion7():N}"[..1] + $"{Guid.CreateVersion7():N}"[^8..].ToUpperInvariant();
        await mine.Page.GetByLabel("Code, such as BER; it stays for good").FillAsync(code);
        await Name(mine).FillAsync("Lyon");
        await mine.Page.GetByLabel("Country, two letters").FillAsync("F");
        await mine.Page.GetByLabel("Tried as number, lowest first").FillAsync("7");
        await mine.Button("Open it").ClickAsync();
        await Expect(mine.Page.Locator(".field-refusal")).ToContainTextAsync("two letters");
        await mine.Page.GetByLabel("Country, two letters").FillAsync("FR");
        await mine.Button("Open it").ClickAsync();
        await Expect(mine.Page.GetByRole(AriaRole.Heading, new() { Name = "Lyon" })).ToBeVisibleAsync();

        await using var theirs = await PortalSession.OpenAsync(host, chromium, $"/warehouses?open={code}");
        await Name(mine).FillAsync("Lyon north");
        await Name(theirs).FillAsync("Lyon south");
        await theirs.Button("Save").ClickAsync();
        await Expect(theirs.Page.GetByText("Saved.")).ToBeVisibleAsync();
        await mine.Button("Save").ClickAsync();

        await Expect(mine.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Somebody else saved it first: Lyon south");
        await Expect(Name(mine)).ToHaveValueAsync("Lyon north");
    }

    [Fact]
    public async Task Stock_IsNotOpenToThoseWithoutThePermission()
    {
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/stock/{_sku}", "support");
        await Expect(session.Page.GetByText("This page is not open to you")).ToBeVisibleAsync();
        await Expect(session.Page.GetByRole(AriaRole.Navigation, new() { Name = "Areas" }).GetByText("Stock")).ToHaveCountAsync(0);
    }

    private static ILocator Name(PortalSession session) => session.Page.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true });
}
