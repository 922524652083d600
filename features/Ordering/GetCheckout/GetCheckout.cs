using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Ordering;

/// <summary>Staff see where an order's checkout stands and whom it waits for.</summary>
internal static class GetCheckout
{
    public static async Task<IResult> Handle(Guid orderId, Session session, OrderStore orders, TimeProvider clock, CancellationToken ct) =>
        await CheckoutRow.FindAsync(session, orderId, ct) is { } row && await orders.FindAsync(session, orderId, ct) is { } order
            ? TypedResults.Ok(row.ToView(clock.GetUtcNow(), order))
            : OrderErrors.NotFound.ToProblem();

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/orders/{orderId:guid}/checkout", Handle).RequirePermission(Permissions.ReadOrders)
            .WithSummary("Where an order's checkout stands")
            .Produces<CheckoutView>()
            .WithExample(null, Examples.Checkout);
}
