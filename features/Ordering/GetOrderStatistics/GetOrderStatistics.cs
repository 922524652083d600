using Commerce.Data;
using Commerce.Defaults;
using Commerce.EventStore;
using Commerce.Kernel;

namespace Commerce.Ordering;

/// <summary>Staff see what happened day by day: orders and money per currency, and why orders came to nothing.</summary>
internal static class GetOrderStatistics
{
    private const string Read = """
        SELECT s.day, s.currency, s.placed, s.placed_minor_units, s.confirmed, s.confirmed_minor_units, s.completed, s.cancelled, s.cancelled_minor_units,
            s.captured_minor_units, array_agg(r.reason ORDER BY r.reason) FILTER (WHERE r.reason IS NOT NULL),
            array_agg(r.orders ORDER BY r.reason) FILTER (WHERE r.reason IS NOT NULL)
        FROM order_statistics s LEFT JOIN order_statistics_reasons r ON r.day = s.day AND r.currency = s.currency
        WHERE s.day BETWEEN $1 AND $2 GROUP BY s.day, s.currency ORDER BY s.day, s.currency
        """;

    /// <param name="WaitingSince">When the oldest event that is not counted yet was recorded; null when all are.</param>
    public sealed record Response(DateOnly From, DateOnly To, IReadOnlyList<Day> Days, DateTimeOffset? WaitingSince);

    /// <param name="Date">In UTC; what happened on it, whenever the order was placed.</param>
    /// <param name="Cancelled">Refused, timed out or called off; the reasons tell which.</param>
    public sealed record Day(
        DateOnly Date, string Currency, Group Placed, Group Confirmed, long Completed, Group Cancelled, Money Captured, IReadOnlyDictionary<string, long> Reasons);

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
                    row.GetFieldValue<DateOnly>(0), currency, Both(2), Both(4), row.GetInt64(6), Both(7), Money.Of(row.GetInt64(9), currency),
                    reasons.ToDictionary(r => r.First, r => r.Second));

                Group Both(int column) => new(row.GetInt64(column), Money.Of(row.GetInt64(column + 1), currency));
            },
            ct, first, last);
        return TypedResults.Ok(new Response(first, last, days, behind?.WaitingSince));
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/orders/statistics", Handle).RequirePermission(Permissions.ReadOrders)
            .WithSummary("Orders and money per day and currency")
            .WithDescription(Period.Description + " Days without events are left out.")
            .Produces<Response>()
            .WithExample(null, Examples.Statistics);
}
