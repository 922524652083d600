using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;

namespace Commerce.Ordering;

/// <summary>Staff have a checkout ask again now what it waits for. Whoever had heard the first question answers the same once more.</summary>
internal static class RetryCheckout
{
    public static async Task<IResult> Handle(Guid orderId, Session session, OrderStore orders, TimeProvider clock, CancellationToken ct)
    {
        if (await CheckoutRow.LockAsync(session, orderId, ct) is not { } row || await orders.FindAsync(session, orderId, ct) is not { } order)
            return OrderErrors.NotFound.ToProblem();
        var now = clock.GetUtcNow();
        var decision = Checkout.AskAgain(order, row.PaymentToken, now);
        if (decision.IsNothing)
            return NothingToAsk(order).ToProblem();

        orders.Save(session, decision);
        var deadline = now + Checkout.AnswerTime;
        session.Write("UPDATE checkouts SET deadline = $2 WHERE order_id = $1", orderId, deadline);
        return await session.AnswerAsync(Answer.Accepted(null, (row with { Deadline = deadline }).ToView(now, order)), ct);
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/orders/{orderId:guid}/checkout/retry", Handle).Idempotent().RequirePermission(Permissions.WriteOrders)
            .WithSummary("Ask again what a checkout waits for")
            .WithDescription("Harmless however often: every question has one answer. 409 when nobody's answer is waited for.")
            .Produces<CheckoutView>(StatusCodes.Status202Accepted)
            .WithExample(null, Examples.Checkout, StatusCodes.Status202Accepted);

    private static Error NothingToAsk(Order order) =>
        new(409, "ordering.nothing_to_retry", $"Order {order.Id} is {order.Status.ToText()} and waits for no service's answer.");
}
