using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Commerce.AppHost.Hosting.Monitoring;
using Spectre.Console;

namespace Commerce.Cli;

/// <summary>Buys something as a shopper would, and shows what happened step by step; then two orders that come to nothing.</summary>
internal static class DemoCommand
{
    private const string ApprovedCard = "4242424242424242";
    private const string DeclinedCard = "4000000000009995";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var portBase = Checkout.PortBaseOption();
        var command = new Command("demo", "Buy something as a shopper would and show what happened.") { portBase };
        command.SetAction((parsed, ct) => RunAsync(RunningShop.Find(parsed.GetValue(portBase)), ct));
        return command;
    }

    private static async Task<int> RunAsync(RunningShop shop, CancellationToken ct)
    {
        var visitor = shop.Visitor();
        Heading("A shopper comes by");
        var email = $"shopper-{Guid.CreateVersion7().ToString("N")[20..]}@example.org";
        var shopper = await shop.ShopperAsync(email, $"demo {Guid.CreateVersion7():N}", "Demo Shopper", ct);
        Screen.Good($"Registered and signed in as {email}");
        var choice = await ChooseAsync(visitor, ct);
        Screen.Good($"Found {choice.Name} for {choice.Price}");

        var bought = await BuyAsync(shopper, choice.Sku, 1, ApprovedCard, ct);
        Screen.Good($"Ordered it: {bought.Answer.Body.GetProperty("status").GetString()} after {bought.Milliseconds:F0} ms");
        await ShipAsync(shop, shopper, bought.OrderId, ct);
        await ShowTimelineAsync(shopper, bought.OrderId, ct);

        var owner = await shop.OwnerAsync(ct);
        var sku = await Shelf.StockAsync(owner, "Demonstration lamp", 3, ct);
        Heading("A card without money on it");
        await ShowRefusedAsync(visitor, shopper, sku, 2, DeclinedCard, ct);
        Heading("Five lamps where there are three");
        await ShowRefusedAsync(visitor, shopper, sku, 5, ApprovedCard, ct);
        return ExitCodes.Ok;
    }

    private static async Task ShowRefusedAsync(ShopClient visitor, ShopClient shopper, string sku, int quantity, string card, CancellationToken ct)
    {
        var before = await Shelf.AvailableAsync(visitor, sku, ct);
        var refused = await BuyAsync(shopper, sku, quantity, card, ct);
        Screen.Line($"  Ordered {quantity} of {before}: {refused.Answer.Status} {refused.Answer.Code} after {refused.Milliseconds:F0} ms");
        Screen.Line($"  \"{refused.Answer.Detail}\"");
        await UntilAsync(async () => await Shelf.AvailableAsync(visitor, sku, ct) == before, "the stock to come back", ct);
        await ShowTimelineAsync(shopper, refused.OrderId, ct);
        Screen.Good($"{before} were there before, {await Shelf.AvailableAsync(visitor, sku, ct)} are there now");
    }

    private static async Task<(Guid OrderId, ShopAnswer Answer, double Milliseconds)> BuyAsync(
        ShopClient shopper, string sku, int quantity, string card, CancellationToken ct)
    {
        var cart = await shopper.CartAsync("EUR", ct, (sku, quantity));
        var token = await shopper.TokenizeAsync(card, ct);
        var orderId = Guid.CreateVersion7();
        var began = TimeProvider.System.GetTimestamp();
        var answer = await shopper.OrderAsync(orderId, cart, token, ct);
        return (orderId, answer, TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
    }

    private static async Task<(string Sku, string Name, string Price)> ChooseAsync(ShopClient visitor, CancellationToken ct)
    {
        var page = (await visitor.GetAsync("/api/v1/products?limit=24&currency=EUR&sort=rating", ct)).OrThrow("Browsing");
        foreach (var item in page.GetProperty("items").EnumerateArray())
        {
            var product = (await visitor.GetAsync($"/api/v1/products/{item.GetProperty("id").GetGuid()}", ct)).OrThrow("Looking at a product");
            foreach (var variant in product.GetProperty("variants").EnumerateArray())
            {
                var sku = variant.GetProperty("sku").GetString()!;
                if (await Shelf.AvailableAsync(visitor, sku, ct) == 0)
                    continue;
                var price = variant.GetProperty("prices").EnumerateArray().First(p => p.GetProperty("currency").GetString() == "EUR");
                return (sku, item.GetProperty("name").GetString()!, $"{price.GetProperty("amount").GetString()} EUR");
            }
        }

        throw new RefusedException(ExitCodes.Failed, "The shop has nothing in stock. Look at ./commerce logs seed.");
    }

    private static async Task ShipAsync(RunningShop shop, ShopClient shopper, Guid orderId, CancellationToken ct)
    {
        var warehouse = await shop.StaffAsync(RunningShop.WarehouseEmail, ct);
        var order = (await shopper.GetAsync($"/api/v1/orders/{orderId}", ct)).OrThrow("Reading the order");
        foreach (var shipment in order.GetProperty("shipments").EnumerateArray())
        {
            var path = $"/api/v1/orders/{orderId}/shipments/{shipment.GetProperty("shipmentId").GetGuid()}/dispatch";
            (await warehouse.PostAsync(path, new { trackingNumber = "1Z999AA10123456784" }, ct)).OrThrow("Shipping");
            Screen.Good($"Shipped from {shipment.GetProperty("warehouse").GetString()}");
        }

        await UntilAsync(
            async () => (await shopper.GetAsync($"/api/v1/orders/{orderId}", ct)).Body.GetProperty("status").GetString() == "completed",
            "the payment to be captured", ct);
    }

    private static async Task ShowTimelineAsync(ShopClient shopper, Guid orderId, CancellationToken ct)
    {
        var history = (await shopper.GetAsync($"/api/v1/orders/{orderId}/history", ct)).OrThrow("Reading the history");
        var table = new Table().Title($"Order {orderId}").AddColumns("step", "service", "since placed", "since the step before");
        DateTimeOffset? placed = null, before = null;
        foreach (var entry in history.GetProperty("entries").EnumerateArray())
        {
            var at = entry.GetProperty("at").GetDateTimeOffset();
            placed ??= at;
            table.AddRow(Words(entry), entry.GetProperty("service").GetString()!, Milliseconds(at - placed.Value), Milliseconds(at - (before ?? at)));
            before = at;
        }

        AnsiConsole.Write(table);
    }

    private static string Words(JsonElement entry)
    {
        var name = entry.GetProperty("event").GetString()!.Split('.')[1].Replace('-', ' ');
        var data = entry.GetProperty("data");
        var reason = data.TryGetProperty("code", out var code) ? code.GetString() : data.TryGetProperty("reason", out var why) ? why.GetString() : null;
        return Markup.Escape(reason is null ? name : $"{name} ({reason.Replace('_', ' ')})");
    }

    private static string Milliseconds(TimeSpan span) => span.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture) + " ms";

    private static void Heading(string text) => AnsiConsole.Write(new Rule(Markup.Escape(text)).LeftJustified());

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
                throw new RefusedException(ExitCodes.Failed, $"Waited {Patience.TotalSeconds:F0} s for {what}.");
            await Task.Delay(20, ct);
        }
    }
}
