using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Inventory;

/// <summary>Staff change what is on hand: by a delta, or to what was counted. Never below what orders hold.</summary>
internal static class AdjustStock
{
    public sealed record Response(string Sku, WarehouseStock Stock);

    public static async Task<Results<AnsweredResult, ProblemHttpResult>> Handle(
        AdjustmentItem request, Session session, TimeProvider clock, CancellationToken ct)
    {
        var adjustment = request.ToAdjustment(clock.NewId(), session.Context);
        var (stock, warehouses) = await Adjustment.LockAsync(session, [adjustment], ct);
        if (!warehouses.Contains(request.Warehouse))
            return InventoryErrors.UnknownWarehouse(request.Warehouse, "/warehouse").ToProblem();
        var adjusted = adjustment.Apply(stock);
        if (adjusted.Error is { } refusal)
            return refusal.ToProblem();

        stock.Save(session, clock.GetUtcNow());
        return await session.AnswerAsync(Answer.Ok(new Response(request.Sku, adjusted.Value.ToStock())), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/inventory/adjustments", Handle)
        .WithName(nameof(AdjustStock))
        .Validate(new AdjustmentItem.Validator())
        .RequirePermission(Permissions.Write)
        .Idempotent()
        .WithExample(
            new AdjustmentItem("LAMP-OAK", "BER", "receipt", Delta: 40, Reference: "delivery 2291"),
            new Response("LAMP-OAK", new WarehouseStock("BER", 52, 3, 49, 7)));
}
