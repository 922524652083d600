using System.Globalization;
using System.Text.Json;

namespace Commerce.Cli;

/// <summary>Products that staff put on sale for a demonstration or a measurement, with exactly the stock it needs.</summary>
internal static class Shelf
{
    private const string Warehouse = "LAB";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Puts a new product with this much stock on sale and waits until it can be bought.</summary>
    public static async Task<string> StockAsync(ShopClient owner, string name, int quantity, CancellationToken ct)
    {
        var sku = $"LAB-{Guid.CreateVersion7().ToString("N")[20..].ToUpperInvariant()}";
        var category = await AnyCategoryAsync(owner, ct);
        (await owner.PostAsync(
            "/api/v1/products",
            new
            {
                name = $"{name} {sku[4..]}",
                brand = "Commerce Lab",
                categoryId = category,
                variants = new[] { new { sku, prices = new[] { new { amount = "12.50", currency = "EUR" } } } },
                publish = true,
            },
            ct)).OrThrow("Putting a product on sale");
        await owner.SendAsync(HttpMethod.Put, $"/api/v1/warehouses/{Warehouse}", new { name = "Laboratory", country = "DE", priority = 999 }, ct);
        if (quantity > 0)
            (await owner.PostAsync("/api/v1/inventory/adjustments", new { sku, warehouse = Warehouse, reason = "receipt", delta = quantity }, ct)).OrThrow("Receiving stock");
        await UntilForSaleAsync(owner, sku, ct);
        return sku;
    }

    public static async Task<int> AvailableAsync(ShopClient shop, string sku, CancellationToken ct)
    {
        var answer = await shop.GetAsync($"/api/v1/inventory/{sku}", ct);
        return answer.Status == 404 ? 0 : answer.OrThrow("Asking for stock").GetProperty("available").GetInt32();
    }

    private static async Task<Guid> AnyCategoryAsync(ShopClient owner, CancellationToken ct)
    {
        var categories = (await owner.GetAsync("/api/v1/categories", ct)).OrThrow("Reading the categories");
        if (FirstId(categories) is { } id)
            return id;
        var made = await owner.PostAsync("/api/v1/categories", new { name = "Laboratory" }, ct);
        return made.OrThrow("Making a category").GetProperty("id").GetGuid();
    }

    private static Guid? FirstId(JsonElement categories)
    {
        var list = categories.ValueKind == JsonValueKind.Array ? categories : categories.GetProperty("items");
        return list.GetArrayLength() == 0 ? null : list[0].GetProperty("id").GetGuid();
    }

    // Ordering learns of the product by a message; a moment later it can be bought.
    private static async Task UntilForSaleAsync(ShopClient shop, string sku, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!(await shop.PostAsync("/api/v1/carts", new { currency = "EUR", lines = new[] { new { sku, quantity = 1 } } }, ct)).IsOk)
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
                throw new RefusedException(AppHost.Hosting.Monitoring.ExitCodes.Failed, string.Create(CultureInfo.InvariantCulture, $"{sku} was not for sale within {Patience.TotalSeconds} s."));
            await Task.Delay(50, ct);
        }
    }
}
