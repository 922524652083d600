using Commerce.Kernel;

namespace Commerce.AdminUi;

/// <summary>The first page: figures that lead to what is behind them, and one who is away hides nothing of the others.</summary>
public sealed class HomeTests(PortalHost host, Chromium chromium)
{
    internal static OrderStatistics Month(int days = 60)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        return new(
            today.AddDays(1 - days), today,
            [
                .. Enumerable.Range(0, days).SelectMany(i => new[] { ("EUR", 40 + i * 7 % 30), ("JPY", 3 + i % 4) }.Select(c => new OrderStatistics.Day(
                    today.AddDays(-i), c.Item1, Group(c.Item2, c.Item1), Group(c.Item2 - 2, c.Item1), c.Item2 - 3, Group(2, c.Item1), Money.Of(c.Item2 * 4990, c.Item1),
                    new Dictionary<string, long> { ["out_of_stock"] = 1, ["payment_declined"] = 1 }, CartsBegun: c.Item2 * 24))),
            ],
            null);

        static OrderStatistics.Group Group(long orders, string currency) => new(orders, Money.Of(orders * 4990, currency));
    }

    [Fact]
    public async Task Figures_LeadToTheListsBehindThem()
    {
        host.Shop.DeadLetters.Clear();
        host.Shop.DeadLetters.Put();
        host.Shop.Statistics = Month();
        await using var session = await PortalSession.OpenAsync(host, chromium, "/");
        await Expect(session.Page.Locator(".figures")).ToContainTextAsync("JPY");
        await Expect(session.Page.Locator(".waiting li", new() { HasText = "Dead letters" }).Locator("b")).ToHaveTextAsync("1");
        await session.Page.GetByRole(AriaRole.Link, new() { Name = "7 days" }).ClickAsync();
        await Expect(session.Page.GetByText("The last 7 days")).ToBeVisibleAsync();
        Assert.EndsWith("/?days=7", session.Page.Url, StringComparison.Ordinal);

        await session.Page.Locator(".figures a", new() { HasText = "Came to nothing" }).ClickAsync();

        await Expect(session.Page.Locator("[data-first-filter]")).ToHaveValueAsync("cancelled");
        Assert.Matches(@"/orders\?status=cancelled&from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d", session.Page.Url);
    }

    [Fact]
    public async Task Lag_IsShown_AndLeadsToTheQueueThatIsBehind()
    {
        host.Shop.DeadLetters.Clear();
        host.Shop.Statistics = Month();
        host.Shop.DeadLetters.Lag("inventory", 40, TimeSpan.FromMinutes(9));
        await using var session = await PortalSession.OpenAsync(host, chromium, "/");
        var card = session.Page.Locator(".waiting li", new() { HasText = "Messages waiting" });
        await Expect(card.Locator("b")).ToHaveTextAsync("40");
        await Expect(card).ToContainTextAsync("the oldest for 9 min");
        await Expect(session.Page.Locator(".figures li", new() { HasText = "Conversion" })).ToContainTextAsync("carts begun");

        await card.GetByRole(AriaRole.Link).ClickAsync();

        await Expect(session.Page.Locator("tr[data-row]")).ToHaveCountAsync(1);
        await session.Page.Locator("tr[data-row='inventory/inventory.commands'] .row-link").ClickAsync();
        await Expect(session.Page.GetByRole(AriaRole.Complementary, new() { Name = "Details" })).ToContainTextAsync("not handled yet");
        host.Shop.DeadLetters.Clear();
        await Expect(session.Page.GetByText("Nothing matches")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Home_WhenTheShopDoesNotAnswer_SaysSoAndComesBack()
    {
        host.Shop.Statistics = Month();
        await using var session = await PortalSession.OpenAsync(host, chromium, "/orders");
        host.Shop.IsUp = false;
        try
        {
            await session.Link("Home").ClickAsync();
            await Expect(session.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToBeVisibleAsync();
        }
        finally
        {
            host.Shop.IsUp = true;
        }

        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(session.Page.Locator(".figures")).ToContainTextAsync("EUR");
    }
}
