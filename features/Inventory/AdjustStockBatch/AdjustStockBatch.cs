using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using FluentValidation;

namespace Commerce.Inventory;

/// <summary>Staff change many stock rows in one call, such as a delivery or a stocktaking; each item is applied or refused on its own.</summary>
internal static class AdjustStockBatch
{
    public const int MaxItems = 1000;

    public sealed record Request(IReadOnlyList<AdjustmentItem> Items);

    public sealed record Response(int Applied, int Refused, IReadOnlyList<ItemResult> Items);

    /// <param name="Index">Which item of the request.</param>
    public sealed record ItemResult(int Index, string Sku, WarehouseStock? Stock, Refusal? Error);

    public sealed record Refusal(int Status, string Code, string Detail);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Items).NotEmpty();
            RuleFor(r => r.Items.Count).LessThanOrEqualTo(MaxItems).When(r => r.Items is not null).OverridePropertyName(nameof(Request.Items));
            RuleForEach(r => r.Items).NotNull().SetValidator(new AdjustmentItem.Validator()).When(r => r.Items is { Count: <= MaxItems });
        }
    }

    public static async Task<AnsweredResult> Handle(Request request, Session session, TimeProvider clock, CancellationToken ct)
    {
        var id = clock.NewId();
        var adjustments = request.Items.Select(item => item.ToAdjustment(id, session.Context)).ToList();
        var (stock, warehouses) = await Adjustment.LockAsync(session, adjustments, ct);
        var results = adjustments.Select((adjustment, index) => Apply(adjustment, index, stock, warehouses)).ToList();

        stock.Save(session, clock.GetUtcNow());
        var refused = results.Count(r => r.Error is not null);
        return await session.AnswerAsync(Answer.Ok(new Response(results.Count - refused, refused, results)), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/inventory/batch", Handle)
        .WithName(nameof(AdjustStockBatch))
        .Validate(new Validator())
        .RequirePermission(Permissions.Write)
        .Idempotent()
        .WithExample(
            new Request([new("LAMP-OAK", "BER", "receipt", Delta: 40), new("LAMP-OAK", "PAR", "loss", Delta: -9)]),
            new Response(1, 1,
            [
                new(0, "LAMP-OAK", new WarehouseStock("BER", 52, 3, 49, 7), null),
                new(1, "LAMP-OAK", null, new(409, "inventory.below_reserved", "LAMP-OAK in PAR would have -9 on hand, but 0 are reserved for orders.")),
            ]));

    private static ItemResult Apply(Adjustment adjustment, int index, StockSheet stock, IReadOnlySet<string> warehouses)
    {
        var adjusted = warehouses.Contains(adjustment.Warehouse)
            ? adjustment.Apply(stock)
            : InventoryErrors.UnknownWarehouse(adjustment.Warehouse, $"/items/{index}/warehouse");
        return adjusted.Error is { } refusal
            ? new(index, adjustment.Sku, null, new(refusal.Status, refusal.Code, refusal.Detail))
            : new(index, adjustment.Sku, adjusted.Value.ToStock(), null);
    }
}
