using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Inventory;

/// <summary>Staff say from how few on a SKU is low in a warehouse; without a word it is low when nothing is left.</summary>
internal static class SetLowStock
{
    public sealed record Request(int LowAt);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.LowAt).InclusiveBetween(0, StockRow.MaxLowAt);
    }

    public static async Task<Results<AnsweredResult, ProblemHttpResult>> Handle(
        string sku, string warehouse, Request request, Session session, CancellationToken ct)
    {
        if (!Sku.IsValid(sku))
            return InventoryErrors.UnknownSku(sku).ToProblem();
        await session.BeginAsync(ct);
        var row = await session.QuerySingleAsync(
            $"""
            WITH s AS (UPDATE stock SET low_at = $3 WHERE sku = $1 AND warehouse = $2 RETURNING *)
            SELECT {StockRow.Columns} FROM s LEFT JOIN sku_names n USING (sku)
            """,
            StockRow.Read, ct, sku, warehouse, request.LowAt);
        return row is null ? InventoryErrors.UnknownSku(sku).ToProblem() : await session.AnswerAsync(Answer.Ok(row), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPut("/stock/{sku}/warehouses/{warehouse}/low", Handle)
        .WithName(nameof(SetLowStock))
        .Validate(new Validator())
        .RequirePermission(Permissions.Write)
        .Idempotent()
        .WithExample(new Request(10), StockRow.Example);
}
