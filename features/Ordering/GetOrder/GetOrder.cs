using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.EventStore;

namespace Commerce.Ordering;

/// <summary>An order as it is, or as it was at any moment since it was placed.</summary>
internal static class GetOrder
{
    public static async Task<IResult> Handle(
        Guid orderId, DateTimeOffset? asOf, ClaimsPrincipal user, Session session, EventStreams streams, CancellationToken ct)
    {
        var history = await streams.LoadAsync(session, orderId, ct);
        var order = Order.From(asOf is { } moment ? history.TakeWhile(e => e.RecordedAt <= moment) : history);
        if (order is null || !user.MaySee(order))
            return OrderErrors.NotFound.ToProblem();
        return asOf is null ? ETag.Ok(OrderDetails.Of(order), order.Version) : TypedResults.Ok(OrderDetails.Of(order));
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/orders/{orderId:guid}", Handle).RequireAuthorization()
            .WithSummary("An order, now or as of a moment")
            .WithDescription("`asOf` (RFC 3339) answers with the order exactly as it was then.")
            .Produces<OrderDetails>()
            .WithExample(null, Examples.OrderConfirmed);
}
