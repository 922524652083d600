using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Inventory;

/// <summary>Staff move available stock from one warehouse to another: two movements under one transfer id.</summary>
internal static class TransferStock
{
    /// <param name="Note">Why, in the words of whoever does it.</param>
    public sealed record Request(string Sku, string From, string To, int Quantity, string? Note = null);

    public sealed record Response(Guid TransferId, string Sku, WarehouseStock From, WarehouseStock To);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Sku).Must(Sku.IsValid).WithErrorCode("invalid_sku").WithMessage($"Must be {Sku.Rule}.");
            RuleFor(r => r.From).NotEmpty().Matches(Warehouse.CodeForm);
            RuleFor(r => r.To).NotEmpty().Matches(Warehouse.CodeForm).NotEqual(r => r.From);
            RuleFor(r => r.Quantity).InclusiveBetween(1, Adjustment.MaxQuantity);
            RuleFor(r => r.Note).Matches(Movement.NoteForm).WithErrorCode("invalid_note").WithMessage(Movement.NoteRule);
        }
    }

    public static async Task<Results<AnsweredResult, ProblemHttpResult>> Handle(
        Request request, Session session, TimeProvider clock, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        var warehouses = (await Warehouse.AllAsync(session, ct)).Select(w => w.Code).ToHashSet(StringComparer.Ordinal);
        if (!warehouses.Contains(request.From))
            return InventoryErrors.UnknownWarehouse(request.From, "/from").ToProblem();
        if (!warehouses.Contains(request.To))
            return InventoryErrors.UnknownWarehouse(request.To, "/to").ToProblem();

        await StockSheet.AddRowsAsync(session, [(request.Sku, request.From), (request.Sku, request.To)], ct);
        var stock = await StockSheet.LockAsync(session, [request.Sku], ct);
        var id = clock.NewId();
        if (Transfer(request, id, session.Context.UserId ?? "system", stock) is { } refusal)
            return refusal.ToProblem();

        stock.Save(session, clock.GetUtcNow());
        var response = new Response(
            id, request.Sku, stock.Find(request.Sku, request.From)!.ToStock(), stock.Find(request.Sku, request.To)!.ToStock());
        return await session.AnswerAsync(Answer.Ok(response), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/inventory/transfers", Handle)
        .WithName(nameof(TransferStock))
        .Validate(new Validator())
        .RequirePermission(Permissions.Write)
        .Idempotent()
        .WithExample(
            new Request("LAMP-OAK", "BER", "PAR", 10, "For the window in Paris"),
            new Response(
                Guid.Parse("019a2b6c-0000-7000-8000-000000000001"), "LAMP-OAK",
                new WarehouseStock("BER", 42, 3, 39, 8), new WarehouseStock("PAR", 10, 0, 10, 1)));

    private static Error? Transfer(Request request, Guid id, string actor, StockSheet stock)
    {
        var from = stock.Find(request.Sku, request.From)!;
        if (from.Available < request.Quantity)
            return InventoryErrors.NotAvailable(from, request.Quantity);
        var to = stock.Find(request.Sku, request.To)!;
        if (to.OnHand > StockLevel.MaxOnHand - request.Quantity)
            return InventoryErrors.AboveMaximum(to);

        stock.Move(request.Sku, request.From, -request.Quantity, MovementReason.TransferOut, id.ToString(), actor, request.Note);
        stock.Move(request.Sku, request.To, request.Quantity, MovementReason.TransferIn, id.ToString(), actor, request.Note);
        return null;
    }
}
