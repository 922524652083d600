using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Commerce.Testing;

namespace Commerce.Inventory.Tests;

/// <summary>The inventory as it runs, with three warehouses.</summary>
public sealed class InventoryService : IAsyncLifetime
{
    private readonly Host _host = new();

    internal static readonly Guid Keeper = Guid.CreateVersion7();

    internal IServiceProvider Services => _host.Services;

    internal TestDatabase Database => _host.Database;

    /// <summary>Nobody in particular.</summary>
    internal HttpClient Shopper { get; private set; } = null!;

    /// <summary>A warehouse keeper.</summary>
    internal HttpClient Staff { get; private set; } = null!;

    /// <summary>Signed in, without any say in the inventory.</summary>
    internal HttpClient Customer { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        (Shopper, Staff, Customer) = (_host.CreateClient(null), _host.CreateClient(Keeper, "warehouse"), _host.CreateClient(Guid.CreateVersion7(), "customer"));
        foreach (var (code, priority) in new[] { ("BER", 1), ("PAR", 2), ("ROM", 3) })
        {
            using var opened = await Staff.PutAsJsonAsync($"/api/v1/warehouses/{code}", new { name = code, country = "DE", priority });
            Assert.Equal(HttpStatusCode.Created, opened.StatusCode);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Shopper.Dispose();
        Staff.Dispose();
        Customer.Dispose();
        await _host.DisposeAsync();
    }

    /// <summary>What a call of staff was answered with.</summary>
    internal async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, object body, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/inventory{path}") { Content = JsonContent.Create(body) };
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        using var response = await Staff.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    internal static async Task<JsonElement> ReadAsync(HttpClient client, string path) => await client.GetFromJsonAsync<JsonElement>(path);

    internal async Task ReceiveAsync(string sku, string warehouse, int quantity) =>
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("/adjustments", new { sku, warehouse, reason = "receipt", delta = quantity })).Status);

    /// <summary>Reserves behind the API's back, in a way the checks of the database allow.</summary>
    internal Task ReserveAsync(string sku, int quantity) => Database.ExecuteAsync("UPDATE stock SET reserved = $2 WHERE sku = $1", sku, quantity);

    private sealed class Host() : ServiceHost<StockLevel>("inventorydb");
}
