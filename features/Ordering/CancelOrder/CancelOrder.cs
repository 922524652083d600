using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Ordering;

/// <summary>The customer or staff call an order off before anything has left the warehouse.</summary>
internal static class CancelOrder
{
    public sealed record Request(string? Reason = null);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Reason).MaximumLength(500);
    }

    public static async Task<IResult> Handle(
        Guid orderId, Request request, ClaimsPrincipal user, Session session, OrderStore orders, OrderNotes notes, TimeProvider clock,
        CancellationToken ct)
    {
        if (await orders.FindAsync(session, orderId, ct) is not { } order || !user.MaySee(order))
            return OrderErrors.NotFound.ToProblem();
        if (order.CustomerId != user.TryUserId() && !user.HasPermission(Permissions.WriteOrders))
            return TypedResults.Forbid();

        var cancelled = order.Cancel(CancellationReasons.Requested, OrderNotes.Unopened, clock.GetUtcNow());
        if (cancelled.Error is { } refusal)
            return refusal.ToProblem();
        if (!string.IsNullOrWhiteSpace(request.Reason))
            cancelled = cancelled.Value with { Detail = await notes.SealAsync(session, order, request.Reason, ct) };
        var decision = Checkout.Cancel(order, cancelled.Value);
        orders.Save(session, decision);
        return await session.AnswerAsync(Answer.Ok(await notes.DetailsAsync(session, decision.After, ct)), ct);
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/orders/{orderId:guid}/cancellation", Handle).Validate(new Validator()).Idempotent().RequireOwner(Permissions.WriteOrders, seenWith: Permissions.ReadOrders)
            .AllowWhileImpersonating()
            .WithSummary("Cancel an order")
            .WithDescription("Held stock and authorised money are given back. Once a shipment has left it is too late (409).")
            .Produces<OrderDetails>()
            .WithExample(new Request("Ordered the wrong size"), Examples.OrderCancelled);
}
