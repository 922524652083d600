using Commerce.Data;
using Commerce.EventStore;

namespace Commerce.Ordering;

/// <summary>Writes the list of orders in the transaction of their events: one statement for all that are placed, one for all that change.</summary>
internal sealed class OrderSummaryProjection : IInlineProjection
{
    private const string Insert = """
        INSERT INTO order_summaries (order_id, customer_id, status, total_minor_units, currency, item_count, version, placed_at, updated_at)
        SELECT order_id, customer_id, status, total, currency, items, 1, placed_at, placed_at
        FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::int[], $7::timestamptz[])
            AS o (order_id, customer_id, status, total, currency, items, placed_at)
        """;

    private const string Update = """
        UPDATE order_summaries s SET status = coalesce(o.status, s.status), version = o.version, updated_at = o.updated_at
        FROM unnest($1::uuid[], $2::text[], $3::int[], $4::timestamptz[]) AS o (order_id, status, version, updated_at)
        WHERE s.order_id = o.order_id
        """;

    public string Name => "order-summaries";

    public int Version => 1;

    public IReadOnlyList<ProjectionTable> Tables { get; } =
        [new("order_summaries", ["order_id"], "order_id > $1::uuid AND order_id <= $2::uuid")];

    // Five thousand orders at a time.
    public ProjectionRanges Ranges { get; } = new(
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "SELECT stream_id::text FROM public.events WHERE stream_id > $1::uuid AND version = 1 ORDER BY stream_id OFFSET 4999 LIMIT 1",
        "stream_id > $1::uuid AND stream_id <= $2::uuid");

    public void Project(IReadOnlyList<RecordedEvent> events, Session session)
    {
        OrderPlaced[] placed = [.. events.Select(e => e.Data).OfType<OrderPlaced>()];
        if (placed.Length > 0)
            WritePlaced(session, placed);

        var changed = events.Where(e => e.Version > 1).GroupBy(e => e.StreamId).ToArray();
        if (changed.Length > 0)
        {
            session.Write(
                Update,
                Array.ConvertAll(changed, c => c.Key),
                Array.ConvertAll(changed, c => c.Select(e => StatusAfter(e.Data)).LastOrDefault(s => s is not null)?.ToText()),
                Array.ConvertAll(changed, c => c.Last().Version),
                Array.ConvertAll(changed, c => c.Last().RecordedAt));
        }
    }

    private static void WritePlaced(Session session, OrderPlaced[] placed) => session.Write(
        Insert,
        Array.ConvertAll(placed, p => p.OrderId),
        Array.ConvertAll(placed, p => p.CustomerId),
        Array.ConvertAll(placed, _ => OrderStatus.Placed.ToText()),
        Array.ConvertAll(placed, p => p.Total),
        Array.ConvertAll(placed, p => p.Currency),
        Array.ConvertAll(placed, p => p.Lines.Sum(l => l.Quantity)),
        Array.ConvertAll(placed, p => p.PlacedAt));

    /// <summary>The status that an event leads to, or null when it leaves it as it is.</summary>
    internal static OrderStatus? StatusAfter(object @event) => @event switch
    {
        StockReserved => OrderStatus.StockReserved,
        PaymentActionRequired => OrderStatus.PaymentActionRequired,
        OrderConfirmed => OrderStatus.Confirmed,
        ShipmentDispatched e => Order.StatusAfter(e),
        OrderCompleted => OrderStatus.Completed,
        OrderCancelled => OrderStatus.Cancelled,
        _ => null,
    };
}
