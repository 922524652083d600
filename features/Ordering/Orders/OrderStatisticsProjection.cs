using Commerce.Data;
using Commerce.EventStore;

namespace Commerce.Ordering;

/// <summary>Counts orders and their money per day and currency, and the reasons of those that came to nothing. Three statements for any number of events.</summary>
internal sealed class OrderStatisticsProjection : IAsyncProjection
{
    private const string Remember = """
        INSERT INTO order_statistics_orders (order_id, currency, total_minor_units)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[])
        """;

    private const string Count = """
        INSERT INTO order_statistics AS s (day, currency, placed, placed_minor_units, confirmed, confirmed_minor_units,
            completed, cancelled, cancelled_minor_units, captured_minor_units)
        SELECT e.day, o.currency,
            count(*) FILTER (WHERE e.what = 'placed'), coalesce(sum(o.total_minor_units) FILTER (WHERE e.what = 'placed'), 0),
            count(*) FILTER (WHERE e.what = 'confirmed'), coalesce(sum(o.total_minor_units) FILTER (WHERE e.what = 'confirmed'), 0),
            count(*) FILTER (WHERE e.what = 'completed'),
            count(*) FILTER (WHERE e.what = 'cancelled'), coalesce(sum(o.total_minor_units) FILTER (WHERE e.what = 'cancelled'), 0),
            coalesce(sum(e.captured), 0)
        FROM unnest($1::uuid[], $2::date[], $3::text[], $4::bigint[]) AS e (order_id, day, what, captured)
        JOIN order_statistics_orders o ON o.order_id = e.order_id
        GROUP BY e.day, o.currency
        ON CONFLICT (day, currency) DO UPDATE SET
            placed = s.placed + excluded.placed, placed_minor_units = s.placed_minor_units + excluded.placed_minor_units,
            confirmed = s.confirmed + excluded.confirmed, confirmed_minor_units = s.confirmed_minor_units + excluded.confirmed_minor_units,
            completed = s.completed + excluded.completed,
            cancelled = s.cancelled + excluded.cancelled, cancelled_minor_units = s.cancelled_minor_units + excluded.cancelled_minor_units,
            captured_minor_units = s.captured_minor_units + excluded.captured_minor_units
        """;

    private const string CountReasons = """
        INSERT INTO order_statistics_reasons AS s (day, currency, reason, orders)
        SELECT e.day, o.currency, e.reason, count(*)
        FROM unnest($1::uuid[], $2::date[], $3::text[]) AS e (order_id, day, reason)
        JOIN order_statistics_orders o ON o.order_id = e.order_id
        GROUP BY e.day, o.currency, e.reason
        ON CONFLICT (day, currency, reason) DO UPDATE SET orders = s.orders + excluded.orders
        """;

    private const string DaysInRange = "day > $1::date AND day <= $2::date";

    public const string ProjectionName = "order-statistics";

    public string Name => ProjectionName;

    public int Version => 1;

    public IReadOnlyList<ProjectionTable> Tables { get; } =
    [
        new("order_statistics", ["day", "currency"], DaysInRange),
        new("order_statistics_reasons", ["day", "currency", "reason"], DaysInRange),
        new("order_statistics_orders", ["order_id"], InRange: null),
    ];

    // A day at a time, with the whole history of the orders that something happened to on that day.
    public ProjectionRanges Ranges { get; } = new(
        "1970-01-01",
        "9999-12-31",
        """
        SELECT greatest($1::date + 1, (first.recorded_at AT TIME ZONE 'UTC')::date)::text
        FROM (SELECT recorded_at FROM public.events ORDER BY position LIMIT 1) AS first,
            (SELECT recorded_at FROM public.events ORDER BY position DESC LIMIT 1) AS last
        WHERE $1::date < (last.recorded_at AT TIME ZONE 'UTC')::date
        """,
        """
        stream_id IN (SELECT e.stream_id FROM public.events e WHERE e.recorded_at >= ($1::date + 1)::timestamp AT TIME ZONE 'UTC'
            AND e.recorded_at < ($2::date + 1)::timestamp AT TIME ZONE 'UTC')
        """);

    public void Project(IReadOnlyList<RecordedEvent> events, Session session)
    {
        OrderPlaced[] placed = [.. events.Select(e => e.Data).OfType<OrderPlaced>()];
        if (placed.Length > 0)
        {
            session.Write(
                Remember,
                Array.ConvertAll(placed, p => p.OrderId), Array.ConvertAll(placed, p => p.Currency), Array.ConvertAll(placed, p => p.Total));
        }

        RecordedEvent[] counted = [.. events.Where(e => WhatOf(e.Data) is not null)];
        if (counted.Length > 0)
        {
            session.Write(
                Count,
                Array.ConvertAll(counted, e => e.StreamId),
                Array.ConvertAll(counted, DayOf),
                Array.ConvertAll(counted, e => WhatOf(e.Data)),
                Array.ConvertAll(counted, e => e.Data is PaymentCaptured captured ? captured.Amount : 0));
        }

        RecordedEvent[] cancelled = [.. counted.Where(e => e.Data is OrderCancelled)];
        if (cancelled.Length > 0)
        {
            session.Write(
                CountReasons,
                Array.ConvertAll(cancelled, e => e.StreamId),
                Array.ConvertAll(cancelled, DayOf),
                Array.ConvertAll(cancelled, e => ((OrderCancelled)e.Data).Reason));
        }
    }

    private static DateOnly DayOf(RecordedEvent recorded) => DateOnly.FromDateTime(recorded.RecordedAt.UtcDateTime);

    private static string? WhatOf(object @event) => @event switch
    {
        OrderPlaced => "placed",
        OrderConfirmed => "confirmed",
        PaymentCaptured => "captured",
        OrderCompleted => "completed",
        OrderCancelled => "cancelled",
        _ => null,
    };
}
