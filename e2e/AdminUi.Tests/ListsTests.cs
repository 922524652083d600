namespace Commerce.AdminUi;

/// <summary>What every list does, seen at one of them: turning pages, sorting, and going as a file.</summary>
public sealed class ListsTests(PortalHost host, Chromium chromium)
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
}
