using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Ordering;

/// <summary>A parcel leaves its warehouse: its stock is sold and its price is captured.</summary>
internal static class DispatchShipment
{
    public sealed record Request(string? TrackingNumber = null);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.TrackingNumber).MaximumLength(100).Matches("^[A-Za-z0-9 -]+$");
    }

    public static async Task<IResult> Handle(
        Guid orderId, Guid shipmentId, Request request, Session session, OrderStore orders, TimeProvider clock, CancellationToken ct)
    {
        if (await orders.FindAsync(session, orderId, ct) is not { } order)
            return OrderErrors.NotFound.ToProblem();
        var dispatched = order.Dispatch(shipmentId, request.TrackingNumber, clock.GetUtcNow());
        if (dispatched.Error is { } refusal)
            return refusal.ToProblem();
        var decision = Checkout.Dispatch(order, dispatched.Value);
        orders.Save(session, decision);
        return await session.AnswerAsync(Answer.Ok(OrderDetails.Of(decision.After)), ct);
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/orders/{orderId:guid}/shipments/{shipmentId:guid}/dispatch", Handle)
            .Validate(new Validator()).Idempotent().RequirePermission(Permissions.ShipOrders)
            .WithSummary("A shipment has left its warehouse")
            .Produces<OrderDetails>()
            .WithExample(new Request("1Z999AA10123456784"), Examples.OrderShipped);
}
