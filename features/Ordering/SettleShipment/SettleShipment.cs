using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Ordering;

/// <summary>Staff decide what becomes of a parcel's money that the provider refused for good: paid another way, or given up.</summary>
internal static class SettleShipment
{
    /// <param name="How"><c>paid_otherwise</c> or <c>written_off</c>.</param>
    /// <param name="Reason">For staff; customers do not see it.</param>
    public sealed record Request(string How, string Reason);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.How).Must(Settlements.All.Contains).WithErrorCode("unknown").WithMessage($"One of {string.Join(", ", Settlements.All)}.");
            RuleFor(r => r.Reason).NotEmpty().MaximumLength(500);
        }
    }

    public static async Task<IResult> Handle(
        Guid orderId, Guid shipmentId, Request request, Session session, OrderStore orders, OrderNotes notes, TimeProvider clock,
        CancellationToken ct)
    {
        if (await orders.FindAsync(session, orderId, ct) is not { } order)
            return OrderErrors.NotFound.ToProblem();
        var now = clock.GetUtcNow();
        var settled = order.Settle(shipmentId, request.How, request.Reason, now);
        if (settled.Error is { } refusal)
            return refusal.ToProblem();
        var sealedNote = await notes.SealAsync(session, order, request.Reason, ct);
        var decision = Checkout.Settle(order, settled.Value with { Reason = sealedNote }, now);
        orders.Save(session, decision);
        return await session.AnswerAsync(Answer.Ok(OrderDetails.Of(decision.After)), ct);
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/orders/{orderId:guid}/shipments/{shipmentId:guid}/settlement", Handle)
            .Validate(new Validator()).Idempotent().RequirePermission(Permissions.WritePayments)
            .WithSummary("Settle money that the provider refused")
            .WithDescription("For a shipment that has left and whose capture was refused for good. 409 when there is nothing to settle.")
            .Produces<OrderDetails>()
            .WithExample(new Request(Settlements.PaidOtherwise, "Bank transfer of 16 March"), Examples.OrderShipped);
}
