using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Commerce.AdminUi;

/// <summary>What every list does, seen at one of them: turning pages, sorting, views, a lost connection, and going as a file.</summary>
public sealed partial class ListsTests(PortalHost host, Chromium chromium)
{
    private readonly string _sku = $"P{Guid.CreateVersion7():N}"[^12..].ToUpperInvariant();

    [Fact]
    public async Task Previous_FindsThePageBefore_AfterAReload_AndAfterTheBrowsersBack()
    {
        PutRows(130);
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/stock?q={_sku}");
        await ShowsAsync(session, 0);
        await session.Button("Next").ClickAsync();
        await ShowsAsync(session, 50);
        await session.Button("Next").ClickAsync();
        await ShowsAsync(session, 100);

        await session.Page.ReloadAsync();
        await ShowsAsync(session, 100);
        await session.Link("Previous").ClickAsync();
        await ShowsAsync(session, 50);
        await session.Page.GoBackAsync();
        await ShowsAsync(session, 100);
        await session.Link("Previous").ClickAsync();
        await ShowsAsync(session, 50);
        await session.Link("Previous").ClickAsync();
        await ShowsAsync(session, 0);

        await Expect(session.Link("Previous")).ToHaveCountAsync(0);
        await Expect(session.Link("First page")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Previous_IsNotOfferedToAColleague_WhoWasNeverThere()
    {
        PutRows(60);
        await using var mine = await PortalSession.OpenAsync(host, chromium, $"/stock?q={_sku}");
        await ShowsAsync(mine, 0);
        await mine.Button("Next").ClickAsync();
        await ShowsAsync(mine, 50);

        await using var theirs = await PortalSession.OpenAsync(host, chromium, new Uri(mine.Page.Url).PathAndQuery, "warehouse");

        await ShowsAsync(theirs, 50);
        await Expect(theirs.Link("Previous")).ToHaveCountAsync(0);
        await theirs.Link("First page").ClickAsync();
        await ShowsAsync(theirs, 0);
    }

    [Fact]
    public async Task Stock_IsSortedByWhatIsAvailable_BothWays()
    {
        foreach (var (name, quantity) in new[] { ("A", 7), ("B", 900), ("C", 12) })
            host.Shop.Stock.Move($"{_sku}-{name}", "BER", quantity);
        await using var session = await PortalSession.OpenAsync(host, chromium, $"/stock?q={_sku}");

        await session.Link("Available").ClickAsync();
        await Expect(session.Page.Locator("tr[data-row] .row-link")).ToHaveTextAsync([$"{_sku}-A", $"{_sku}-C", $"{_sku}-B"]);
        await session.Link("Available").ClickAsync();
        await Expect(session.Page.Locator("tr[data-row] .row-link")).ToHaveTextAsync([$"{_sku}-B", $"{_sku}-C", $"{_sku}-A"]);

        Assert.Contains("sort=-available", session.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_GivesEveryPageOfTheList_FilteredAndSorted_AndNoFormula()
    {
        PutRows(1_100);
        host.Shop.Stock.Move($"{_sku}-Z", "PAR", 5, name: "=HYPERLINK(\"http://evil\")");
        host.Shop.Catalogue.Put($"@SUM {_sku}", "draft");
        await using var session = await PortalSession.OpenAsync(host, chromium, "/warehouses");

        var stock = await LinesAsync(session, $"/stock/export.csv?q={_sku}&sort=-available");
        var drafts = await LinesAsync(session, $"/products/export.csv?q={_sku}&status=draft");

        Assert.Equal((1_103, "sku,name,warehouse,available,on_hand,reserved,low_at,is_low,product"), (stock.Length, stock[0].TrimStart('\uFEFF')));
        Assert.StartsWith($"{_sku}-1099,,BER,1100,", stock[1], StringComparison.Ordinal);
        Assert.Contains(stock, line => line.Contains("'=HYPERLINK", StringComparison.Ordinal));
        Assert.Equal(1_101, stock.Skip(1).SkipLast(1).Select(line => line.Split(',')[0]).Distinct().Count());
        Assert.Contains($",'@SUM {_sku},", Assert.Single(drafts.Skip(1).SkipLast(1)), StringComparison.Ordinal);
        foreach (var list in new[] { "orders", "payments", "customers" })
            Assert.True((await LinesAsync(session, $"/{list}/export.csv")).Length >= 2);
        Assert.Equal(3, (await LinesAsync(session, $"/movements/export.csv?sku={_sku}-Z&warehouse=PAR")).Length);
    }

    [Theory]
    [InlineData("support", "/stock/export.csv")]
    [InlineData("support", "/movements/export.csv?sku=A")]
    [InlineData("warehouse", "/products/export.csv")]
    [InlineData("warehouse", "/payments/export.csv")]
    [InlineData("finance", "/customers/export.csv")]
    public async Task Export_IsRefused_ToThoseWhoMayNotSeeTheList(string role, string path)
    {
        await using var session = await PortalSession.OpenAsync(host, chromium, "/", role);

        var answer = await session.FetchAsync(path);

        Assert.Equal(403, answer.Status);
        Assert.Contains("This takes the permission", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_AfterALostConnection_IsLiveAgain()
    {
        await using var session = await PortalSession.OpenAsync(host, chromium, "/stock");
        session.ExpectsOutage = true;
        var (isLost, open) = (false, new ConcurrentBag<IWebSocketRoute>());
        await session.Page.RouteWebSocketAsync(new Func<string, bool>(url => url.Contains("/_blazor", StringComparison.Ordinal)), socket =>
        {
            if (isLost)
            {
                _ = socket.CloseAsync();
                return;
            }

            open.Add(socket);
            socket.ConnectToServer();
        });
        await session.Page.RouteAsync(url => url.Contains("/_blazor/", StringComparison.Ordinal), route => isLost ? route.AbortAsync() : route.ContinueAsync());
        await session.GoToAsync("/orders");
        await Expect(session.Page.Locator(".live")).ToHaveTextAsync("Live");

        isLost = true;
        foreach (var socket in open)
            await socket.CloseAsync();
        await Expect(session.Page.GetByText("The connection is lost.")).ToBeVisibleAsync();
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken); // longer than from one look to the next
        isLost = false;
        await Expect(session.Page.GetByText("The connection is lost.")).ToBeHiddenAsync();
        var order = host.Shop.Put(SampleOrder.Confirmed());
        await Expect(session.Row(order.Now.OrderId)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task View_IsSavedSharedChangedAndTakenAway()
    {
        await using var session = await PortalSession.OpenAsync(host, chromium, "/orders?status=cancelled");
        var name = $"Gone {Guid.CreateVersion7():N} <b>";
        await session.Page.GetByText("Views", new() { Exact = true }).ClickAsync();
        await session.Button("Save as a view").ClickAsync();
        await session.Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await session.Page.GetByLabel("Everybody who works here sees it").CheckAsync();
        await session.Button("Save").ClickAsync();
        await Expect(session.Page).ToHaveURLAsync(StatusAndView());
        await Expect(session.Page.GetByText(name, new() { Exact = true }).First).ToBeVisibleAsync();

        await using var colleague = await PortalSession.OpenAsync(host, chromium, "/orders", "support");
        await colleague.Page.GetByText("Views", new() { Exact = true }).ClickAsync();
        await colleague.Page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await Expect(colleague.Page.Locator("[data-first-filter]")).ToHaveValueAsync("cancelled");
        await Expect(colleague.Button($"Take the view {name} away")).ToHaveCountAsync(0); // not theirs

        await session.Page.Locator("[data-first-filter]").SelectOptionAsync("confirmed");
        await session.Page.GetByText($"{name} (changed)").ClickAsync();
        await session.Button($"Keep the change in “{name}”").ClickAsync();
        await session.Button("Save").ClickAsync();
        await colleague.GoToAsync("/orders");
        await colleague.Page.GetByText("Views", new() { Exact = true }).ClickAsync();
        await colleague.Page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await Expect(colleague.Page.Locator("[data-first-filter]")).ToHaveValueAsync("confirmed");

        await session.Page.Locator("summary", new() { HasText = name }).ClickAsync();
        await session.Button($"Take the view {name} away").ClickAsync();
        await session.Button("Take it away").ClickAsync();
        await Expect(session.Page.GetByText(name)).ToHaveCountAsync(0);
    }

    private void PutRows(int count)
    {
        for (var i = 0; i < count; i++)
            host.Shop.Stock.Move($"{_sku}-{i:0000}", "BER", i + 1);
    }

    private Task ShowsAsync(PortalSession session, int first) => Expect(session.Page.Locator("tr[data-row] .row-link").First).ToHaveTextAsync($"{_sku}-{first:0000}");

    private static async Task<string[]> LinesAsync(PortalSession session, string path)
    {
        var answer = await session.FetchAsync(path);
        Assert.Equal(200, answer.Status);
        Assert.Equal("text/csv; charset=utf-8", answer.Headers["content-type"]);
        return (await answer.TextAsync()).Split("\r\n");
    }

    [GeneratedRegex("status=cancelled.*view=")]
    private static partial Regex StatusAndView();
}
