using Commerce.Data;
using Commerce.Defaults;
using Commerce.EventStore;
using Commerce.Kernel;

namespace Commerce.Ordering;

/// <summary>Staff see what happened day by day: orders and money per currency, and why orders came to nothing.</summary>
internal static class GetOrderStatistics
{
    private const string Read = """
        SELECT day, currency, coalesce(s.placed, 0), coalesce(s.placed_minor_units, 0), coalesce(s.confirmed, 0), coalesce(s.confirmed_minor_units, 0),
            coalesce(s.completed, 0), coalesce(s.cancelled, 0), coalesce(s.cancelled_minor_units, 0), coalesce(s.captured_minor_units, 0),
            r.reasons, r.orders, coalesce(c.begun, 0)
        FROM (SELECT * FROM order_statistics WHERE day BETWEEN $1 AND $2) s
        FULL JOIN (
            SELECT day, currency, sum(begun)::bigint AS begun FROM cart_statistics WHERE day BETWEEN $1 AND $2 GROUP BY day, currency) c USING (day, currency)
        LEFT JOIN (
            SELECT day, currency, array_agg(reason ORDER BY reason) AS reasons, array_agg(orders ORDER BY reason) AS orders
            FROM order_statistics_reasons WHERE day BETWEEN $1 AND $2 GROUP BY day, currency) r USING (day, currency)
        ORDER BY day, currency
        """;

    /// <param name="WaitingSince">When the oldest event that is not counted yet was recorded; null when all are.</param>
    public sealed record Response(DateOnly From, DateOnly To, IReadOnlyList<Day> Days, DateTimeOffset? WaitingSince);

    /// <param name="Date">In UTC; what happened on it, whenever the order was placed.</param>
    /// <param name="CartsBegun">Carts into which the first thing was put on that day.</param>
    /// <param name="Cancelled">Refused, timed out or called off; the reasons tell which.</param>
    public sealed record Day(
        DateOnly Date, string Currency, long CartsBegun, Group Placed, Group Confirmed, long Completed, Group Cancelled, Money Captured,
        IReadOnlyDictionary<string, long> Reasons);

    public sealed record Group(long Orders, Money Value);

    public static async Task<IResult> Handle(
        DateOnly? from, DateOnly? to, Session session, ProjectionBook book, TimeProvider clock, CancellationToken ct)
    {
        var asked = Period.Read(from, to, clock);
        if (asked.Error is { } badPeriod)
            return badPeriod.ToProblem();
        var (first, last) = asked.Value;

        var behind = (await book.ListAsync(session, ct)).FirstOrDefault(p => p.Name == OrderStatisticsProjection.ProjectionName);
        var days = await session.QueryAsync(
            Read,
            row =>
            {
                var currency = row.GetString(1);
                var reasons = row.IsDBNull(10) ? [] : row.GetFieldValue<string[]>(10).Zip(row.GetFieldValue<long[]>(11));
                return new Day(
                    row.GetFieldValue<DateOnly>(0), currency, row.GetInt64(12), Both(2), Both(4), row.GetInt64(6), Both(7), Money.Of(row.GetInt64(9), currency),
                    reasons.ToDictionary(r => r.First, r => r.Second));

                Group Both(int column) => new(row.GetInt64(column), Money.Of(row.GetInt64(column + 1), currency));
            },
            ct, first, last);
        return TypedResults.Ok(new Response(first, last, days, behind?.WaitingSince));
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/orders/statistics", Handle).RequirePermission(Permissions.ReadOrders)
            .WithSummary("Carts, orders and money per day and currency")
            .WithDescription(Period.Description + " Days without events are left out.")
            .Produces<Response>()
            .WithExample(null, Examples.Statistics);
}
