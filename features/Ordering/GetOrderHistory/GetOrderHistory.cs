using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.EventStore;

namespace Commerce.Ordering;

/// <summary>Everything that ever happened to an order: what, when, and what set it off.</summary>
internal static class GetOrderHistory
{
    public sealed record Response(Guid OrderId, IReadOnlyList<Entry> Entries);

    /// <param name="Service">The context whose work the entry records.</param>
    /// <param name="Actor">The person whose call it was; who acted in somebody's name is named here. Customers see themselves only.</param>
    public sealed record Entry(
        int Version, string Event, string Service, DateTimeOffset At, object Data, string CorrelationId, Guid? CausationId, Guid? Actor);

    public static async Task<IResult> Handle(Guid orderId, ClaimsPrincipal user, Session session, EventStreams streams, OrderNotes notes, CancellationToken ct)
    {
        var history = await streams.LoadAsync(session, orderId, ct);
        if (Order.From(history) is not { } order || !user.MaySee(order))
            return OrderErrors.NotFound.ToProblem();
        var isStaff = user.HasPermission(Permissions.ReadOrders);
        var entries = new List<Entry>(history.Count);
        foreach (var e in history)
        {
            var data = await notes.OpenAsync(session, order, e.Data, isStaff, ct);
            var actor = Guid.TryParse(e.Metadata.ActorId ?? e.Metadata.UserId, out var id) && (isStaff || id == user.TryUserId()) ? id : (Guid?)null;
            entries.Add(new(e.Version, e.Name, ServiceBehind(e.Data), e.RecordedAt, data, e.Metadata.CorrelationId, e.Metadata.CausationId, actor));
        }

        return TypedResults.Ok(new Response(orderId, entries));
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/orders/{orderId:guid}/history", Handle).RequireOwner(Permissions.ReadOrders)
            .WithSummary("Everything that happened to an order")
            .Produces<Response>()
            .WithExample(null, Examples.History);

    private static string ServiceBehind(object @event) => @event switch
    {
        StockReserved or StockRejected or StockReleased or ShipmentsReplanned => "inventory",
        PaymentActionRequired or PaymentAuthorized or PaymentDeclined or PaymentVoided or PaymentCaptured or PaymentCaptureFailed => "payments",
        _ => "ordering",
    };
}
