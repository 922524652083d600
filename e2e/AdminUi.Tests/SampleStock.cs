using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Commerce.AdminUi;

/// <summary>Inventory as a browser's tests arrange it: it adds up, and refuses as the real one does.</summary>
internal sealed class SampleStock
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Sku, string Warehouse), StockLevel> _levels = [];
    private readonly List<(string Sku, StockMovement Row)> _movements = [];
    private readonly List<(string Sku, StockHold Row)> _holds = [];
    private readonly SortedDictionary<string, WarehouseRow> _warehouses = new(StringComparer.Ordinal)
    {
        ["BER"] = new("BER", "Berlin", "DE", 1, 1),
        ["PAR"] = new("PAR", "Paris", "FR", 2, 1),
    };

    /// <summary>Every change that was asked for, by its idempotency key.</summary>
    public ConcurrentDictionary<string, string> Changes { get; } = new();

    public StockLevel Level(string sku, string warehouse)
    {
        lock (_gate)
            return _levels[(sku, warehouse)];
    }

    public bool Has(string sku)
    {
        lock (_gate)
            return _levels.Keys.Any(k => k.Sku == sku);
    }

    public void Move(string sku, string warehouse, int delta, string reason = "receipt", string? name = null, string? note = null, Guid? order = null)
    {
        lock (_gate)
        {
            var before = _levels.GetValueOrDefault((sku, warehouse), new(sku, name, null, warehouse, 0, 0, 0, 0, true, 0));
            Put(before with { Name = name ?? before.Name, OnHand = before.OnHand + delta, Version = before.Version + 1 });
            _movements.Add((sku, new(
                warehouse, before.Version + 1, delta, before.OnHand + delta, reason, $"note {before.Version + 1}", "system", note, order, Noon.AddMinutes(_movements.Count))));
        }
    }

    public Guid Hold(string sku, string warehouse, int quantity, bool isPaid = true)
    {
        var order = Guid.CreateVersion7();
        lock (_gate)
        {
            var before = _levels[(sku, warehouse)];
            Put(before with { Reserved = before.Reserved + quantity });
            _holds.Add((sku, new(order, warehouse, quantity, isPaid ? "confirmed" : "held", isPaid ? null : Noon.AddMinutes(15), Noon)));
        }

        return order;
    }

    public Task AnswerAsync(HttpContext http, string[] path)
    {
        lock (_gate)
            return (http.Request.Method, path) switch
            {
                ("GET", ["stock"]) => WriteAsync(http, Listed(http.Request.Query)),
                ("GET", ["stock" or "inventory", var sku, ..]) when !_levels.Keys.Any(k => k.Sku == sku) => SampleShop.RefuseAsync(http, 404, "inventory.unknown_sku", "There is no such stock."),
                ("GET", ["stock", var sku]) => WriteAsync(http, Explained(sku)),
                ("GET", ["stock", var sku, "holds"]) => WriteAsync(http, Of(_holds, sku, http, hold => hold.Warehouse)),
                ("GET", ["inventory", var sku, "movements"]) => WriteAsync(http, Of(_movements.AsEnumerable().Reverse(), sku, http, movement => movement.Warehouse)),
                ("GET", ["warehouses"]) => WriteAsync(http, new Page<WarehouseRow>([.. _warehouses.Values.OrderBy(w => w.Priority)], null)),
                _ => ChangeAsync(http, path),
            };
    }

    private async Task ChangeAsync(HttpContext http, string[] path)
    {
        var body = await http.Request.ReadFromJsonAsync<JsonElement>();
        Changes[http.Request.Headers["Idempotency-Key"].ToString()] = body.GetRawText();
        Task answer;
        lock (_gate)
        {
            answer = path switch
            {
                ["inventory", "adjustments"] => AdjustAsync(http, body),
                ["inventory", "transfers"] => TransferAsync(http, body),
                ["stock", var sku, "warehouses", var warehouse, "low"] => WriteAsync(http, Put(_levels[(sku, warehouse)] with { LowAt = body.GetProperty("lowAt").GetInt32() })),
                ["warehouses", var code] => OpenAsync(http, code, body),
                _ => SampleShop.RefuseAsync(http, 404, "not_found", "There is nothing here."),
            };
        }

        await answer;
    }

    private Task AdjustAsync(HttpContext http, JsonElement body)
    {
        var level = _levels[(body.GetProperty("sku").GetString()!, body.GetProperty("warehouse").GetString()!)];
        var to = body.GetProperty("setTo") is { ValueKind: JsonValueKind.Number } counted ? counted.GetInt32() : level.OnHand + body.GetProperty("delta").GetInt32();
        if (body.GetProperty("expectedVersion") is { ValueKind: JsonValueKind.Number } seen && seen.GetInt64() != level.Version)
            return SampleShop.RefuseAsync(http, 409, "inventory.version_changed", $"{level.Sku} in {level.Warehouse} is at version {level.Version}, not {seen}: something moved since you looked.");
        if (to < level.Reserved)
            return SampleShop.RefuseAsync(http, 409, "inventory.below_reserved", $"{level.Sku} in {level.Warehouse} would have {to} on hand, but {level.Reserved} are reserved for orders.");
        Move(level.Sku, level.Warehouse, to - level.OnHand, body.GetProperty("reason").GetString()!, note: body.GetProperty("note").GetString());
        return WriteAsync(http, new { level.Sku });
    }

    private Task TransferAsync(HttpContext http, JsonElement body)
    {
        var (sku, quantity) = (body.GetProperty("sku").GetString()!, body.GetProperty("quantity").GetInt32());
        var (from, to) = (body.GetProperty("from").GetString()!, body.GetProperty("to").GetString()!);
        if (quantity < 1)
            return SampleShop.RefuseAsync(http, 422, "validation_failed", "Not every value is good.", ("/quantity", "Must be between 1 and 1000000."));
        if (_levels[(sku, from)].Available < quantity)
            return SampleShop.RefuseAsync(http, 409, "inventory.not_available", $"{_levels[(sku, from)].Available} of {sku} are available in {from}, not {quantity}.");
        Move(sku, from, -quantity, "transfer_out", note: body.GetProperty("note").GetString());
        Move(sku, to, quantity, "transfer_in", note: body.GetProperty("note").GetString());
        return WriteAsync(http, new { sku });
    }

    private Task OpenAsync(HttpContext http, string code, JsonElement body)
    {
        var wanted = new WarehouseRow(code, body.GetProperty("name").GetString()!, body.GetProperty("country").GetString()!, body.GetProperty("priority").GetInt32(), 1);
        if (wanted.Country.Length != 2)
            return SampleShop.RefuseAsync(http, 422, "validation_failed", "Not every value is good.", ("/country", "Must be two letters."));
        if (_warehouses.TryGetValue(code, out var known) && http.Request.Headers.IfMatch != $"\"{known.Version}\"")
            return SampleShop.RefuseAsync(http, 412, "precondition_failed", "It has changed since you read it.");
        return WriteAsync(http, _warehouses[code] = wanted with { Version = (known?.Version ?? 0) + 1 });
    }

    private Page<StockLevel> Listed(IQueryCollection query)
    {
        var (text, size) = (query["q"].ToString(), int.Parse(query["limit"].ToString(), CultureInfo.InvariantCulture));
        var rows = _levels.Values
            .Where(l => l.Sku.StartsWith(text, StringComparison.OrdinalIgnoreCase) || l.Name?.Contains(text, StringComparison.OrdinalIgnoreCase) == true)
            .Where(l => query["warehouse"].Count == 0 || l.Warehouse == query["warehouse"])
            .Where(l => query["low"] != "true" || l.IsLow)
            .OrderBy(l => query["sort"] == "available" ? l.Available : query["sort"] == "-available" ? -l.Available : 0)
            .ThenBy(l => l.Sku, StringComparer.Ordinal).ThenBy(l => l.Warehouse, StringComparer.Ordinal);
        var from = int.TryParse(query["cursor"], out var cursor) ? cursor : 0;
        StockLevel[] page = [.. rows.Skip(from).Take(size + 1)];
        return new([.. page.Take(size)], page.Length > size ? $"{from + size}" : null);
    }

    private StockOfSku Explained(string sku)
    {
        StockLevel[] levels = [.. _levels.Values.Where(l => l.Sku == sku).OrderBy(l => l.Warehouse, StringComparer.Ordinal)];
        return new(sku, levels[0].Name, null, levels.Sum(l => l.OnHand), levels.Sum(l => l.Reserved), levels.Sum(l => l.Available),
        [
            .. levels.Select(l => new StockOfSku.Place(
                l.Warehouse, l.OnHand, l.Reserved, l.Available, l.LowAt, l.IsLow, l.Version, _holds.Count(h => h.Sku == sku && h.Row.Warehouse == l.Warehouse),
                [.. _movements.Where(m => m.Sku == sku && m.Row.Warehouse == l.Warehouse).GroupBy(m => m.Row.Reason).Select(g => new StockOfSku.Part(g.Key, g.Sum(m => m.Row.Delta), g.Count()))])),
        ]);
    }

    private StockLevel Put(StockLevel level)
    {
        var available = level.OnHand - level.Reserved;
        return _levels[(level.Sku, level.Warehouse)] = level with { Available = available, IsLow = available <= level.LowAt };
    }

    private static Page<T> Of<T>(IEnumerable<(string Sku, T Row)> rows, string sku, HttpContext http, Func<T, string> warehouse) =>
        new([.. rows.Where(r => r.Sku == sku && warehouse(r.Row) == http.Request.Query["warehouse"]).Select(r => r.Row).Take(20)], null);

    private static Task WriteAsync<T>(HttpContext http, T body) => http.Response.WriteAsJsonAsync(body, GatewayClient.Json);
}
