using System.Globalization;

namespace Commerce.AdminUi;

/// <summary>Inventory's API as staff use it.</summary>
internal sealed class StockClient(GatewayClient gateway)
{
    public Task<Page<StockLevel>> ListAsync(StockFilter filter, string? sort, string? cursor, int limit, CancellationToken ct) =>
        gateway.GetAsync<Page<StockLevel>>(
            ApiPath.Of(
                "/api/v1/stock", ("q", filter.Text), ("warehouse", filter.Warehouse), ("low", filter.OnlyLow ? "true" : null), ("sort", sort), ("cursor", cursor), ("limit", Text(limit))),
            ct);

    public Task<StockOfSku> GetAsync(string sku, CancellationToken ct) => gateway.GetAsync<StockOfSku>($"/api/v1/stock/{Uri.EscapeDataString(sku)}", ct);

    public Task<Page<StockHold>> HoldsAsync(string sku, string? warehouse, string? cursor, int limit, CancellationToken ct) =>
        gateway.GetAsync<Page<StockHold>>(
            ApiPath.Of($"/api/v1/stock/{Uri.EscapeDataString(sku)}/holds", ("warehouse", warehouse), ("cursor", cursor), ("limit", Text(limit))), ct);

    public Task<Page<StockMovement>> MovementsAsync(string sku, string? warehouse, string? cursor, int limit, CancellationToken ct) =>
        gateway.GetAsync<Page<StockMovement>>(
            ApiPath.Of($"/api/v1/inventory/{Uri.EscapeDataString(sku)}/movements", ("warehouse", warehouse), ("cursor", cursor), ("limit", Text(limit))), ct);

    public Task AdjustAsync(StockAdjustment adjustment, Guid key, CancellationToken ct) =>
        gateway.PostAsync<object>("/api/v1/inventory/adjustments", adjustment, key, ct);

    public Task TransferAsync(string sku, string from, string to, int quantity, string? note, Guid key, CancellationToken ct) =>
        gateway.PostAsync<object>("/api/v1/inventory/transfers", new { Sku = sku, From = from, To = to, Quantity = quantity, Note = note }, key, ct);

    public Task<StockLevel> SetLowAsync(string sku, string warehouse, int lowAt, Guid key, CancellationToken ct) =>
        gateway.PutAsync<StockLevel>(
            $"/api/v1/stock/{Uri.EscapeDataString(sku)}/warehouses/{Uri.EscapeDataString(warehouse)}/low", new { LowAt = lowAt }, null, key, ct);

    public async Task<IReadOnlyList<WarehouseRow>> WarehousesAsync(CancellationToken ct) =>
        (await gateway.GetAsync<Page<WarehouseRow>>("/api/v1/warehouses", ct)).Items;

    /// <param name="version">Of the warehouse that is changed; null for a new one.</param>
    public Task<WarehouseRow> SetWarehouseAsync(string code, string name, string country, int priority, long? version, Guid key, CancellationToken ct) =>
        gateway.PutAsync<WarehouseRow>(
            $"/api/v1/warehouses/{Uri.EscapeDataString(code)}", new { Name = name, Country = country, Priority = priority }, version, key, ct);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Which stock is looked for.</summary>
internal sealed record StockFilter(string? Text = null, string? Warehouse = null, bool OnlyLow = false);

/// <summary>What one warehouse has of a SKU.</summary>
public sealed record StockLevel(
    string Sku, string? Name, Guid? ProductId, string Warehouse, int OnHand, int Reserved, int Available, int LowAt, bool IsLow, long Version)
{
    /// <summary>Names the row in an address. A SKU has no slash.</summary>
    public string Key => $"{Sku}/{Warehouse}";
}

/// <summary>Everything that makes a SKU's numbers.</summary>
public sealed record StockOfSku(
    string Sku, string? Name, Guid? ProductId, long OnHand, long Reserved, long Available, IReadOnlyList<StockOfSku.Place> Warehouses)
{
    public sealed record Place(
        string Warehouse, int OnHand, int Reserved, int Available, int LowAt, bool IsLow, long Version, long Holds, IReadOnlyList<Part> Made);

    public sealed record Part(string Reason, long Delta, long Count);
}

/// <summary>What an order holds.</summary>
public sealed record StockHold(Guid OrderId, string Warehouse, int Quantity, string Status, DateTimeOffset? ExpiresAt, DateTimeOffset DecidedAt);

/// <summary>One line of the stock's ledger.</summary>
public sealed record StockMovement(
    string Warehouse, long Version, int Delta, int OnHand, string Reason, string Reference, string Actor, string? Note, Guid? OrderId, DateTimeOffset RecordedAt);

/// <summary>A change of what is on hand, by so many or to what was counted.</summary>
public sealed record StockAdjustment(
    string Sku, string Warehouse, string Reason, int? Delta, int? SetTo, long? ExpectedVersion, string? Reference, string? Note);

/// <summary>A place that stock lies at.</summary>
public sealed record WarehouseRow(string Code, string Name, string Country, int Priority, long Version);
