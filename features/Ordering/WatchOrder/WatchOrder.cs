using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Ordering;

/// <summary>Live status of an order as server-sent events, until nothing will change any more.</summary>
internal static class WatchOrder
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    public static async Task<IResult> Handle(
        Guid orderId, ClaimsPrincipal user, Session session, OrderStore orders, SessionFactory sessions, OrderWatch watch, CancellationToken ct)
    {
        if (await orders.FindAsync(session, orderId, ct) is not { } order || !user.MaySee(order))
            return OrderErrors.NotFound.ToProblem();
        return TypedResults.ServerSentEvents(StreamAsync(orderId, orders, sessions, watch, ct));
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/orders/{orderId:guid}/events", Handle).RequireOwner(Permissions.ReadOrders)
            .WithSummary("Live status of an order (server-sent events)")
            .WithDescription("Begins with the current state; one `status` event per change, its id is the order's version. Ends when the order is finished.")
            .Produces<OrderDetails>(StatusCodes.Status200OK, "text/event-stream")
            .WithExample(null, Examples.OrderConfirmed);

    private static async IAsyncEnumerable<SseItem<OrderDetails>> StreamAsync(
        Guid orderId, OrderStore orders, SessionFactory sessions, OrderWatch watch, [EnumeratorCancellation] CancellationToken ct)
    {
        using var watching = watch.Watch(orderId);
        for (var shown = 0; !ct.IsCancellationRequested;)
        {
            // What another replica commits is not seen by the watch: look into the database now and then.
            var order = shown == 0 ? null : await watching.NextAsync(PollInterval, ct);
            if (order is null || order.Version > shown + 1)
            {
                await using var session = sessions.Open(RequestContext.System("watch-order"));
                order = (await orders.FindAsync(session, orderId, ct))!;
            }

            if (order.Version > shown)
            {
                shown = order.Version;
                yield return new SseItem<OrderDetails>(OrderDetails.Of(order), "status") { EventId = $"{order.Version}" };
            }

            if (order.IsFinished)
                yield break;
        }
    }
}
