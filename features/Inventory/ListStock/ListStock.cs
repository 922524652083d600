using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Inventory;

/// <summary>Staff see what lies where, SKU by SKU: all of it, one warehouse's, what is low, or what they look for.</summary>
internal static class ListStock
{
    public static async Task<Results<Ok<Page<StockRow>>, ProblemHttpResult>> Handle(
        string? q, string? warehouse, bool? low, string? sort, string? cursor, int? limit, Session session, CancellationToken ct)
    {
        if (StockSearch.Refuse(q) is { } badSearch)
            return badSearch.ToProblem();
        var order = StockOrder.Read(sort);
        if (order.Error is { } unknownOrder)
            return unknownOrder.ToProblem();
        if (warehouse is not null && await Warehouse.FindAsync(session, warehouse, ct) is null)
            return InventoryErrors.UnknownWarehouse(warehouse, "warehouse").ToProblem();
        var listing = $"stock:{q?.Trim()}:{warehouse}:{low == true}:{order.Value.Name}";
        var asked = PageRequest.Read(listing, cursor, limit, Limit.Staff);
        if (asked.Error is { } refusal)
            return refusal.ToProblem();

        var search = new StockSearch(q, warehouse, low == true, order.Value);
        var rows = search.FindsNothing ? [] : await search.ReadAsync(session, asked.Value.After, asked.Value.Rows, ct);
        return TypedResults.Ok(asked.Value.PageOf(rows, order.Value.PlaceOf));
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/stock", Handle)
        .WithName(nameof(ListStock))
        .WithDescription("`q` is the beginning of a SKU, or words that the name contains; `warehouse` and `low=true` narrow it. `sort` is one of sku (default), available and onHand, descending with a minus.")
        .RequirePermission(Permissions.Read)
        .WithExample(null, new Page<StockRow>([StockRow.Example], null));
}
