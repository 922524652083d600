using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Staff see how many accounts there are and in which state, and day by day who came, came back and was not let in.</summary>
internal static class GetUserStatistics
{
    private const string ByDay = """
        SELECT day, array_agg(figure), array_agg(counted)
        FROM (SELECT day, figure, sum(count)::bigint AS counted FROM account_days WHERE day BETWEEN $1 AND $2 GROUP BY day, figure) AS f
        GROUP BY day ORDER BY day
        """;

    public sealed record Response(DateOnly From, DateOnly To, AccountTotals Accounts, IReadOnlyList<Day> Days);

    /// <param name="Date">In UTC.</param>
    /// <param name="Active">Accounts that were here on that day.</param>
    /// <param name="Locked">Accounts that were locked for a while after too many failed tries.</param>
    /// <param name="Refused">How often somebody was not let in, by cause.</param>
    public sealed record Day(DateOnly Date, long Registered, long Active, long LogIns, long Locked, IReadOnlyDictionary<string, long> Refused);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        DateOnly? from, DateOnly? to, CountedAccounts counted, Session session, TimeProvider clock, CancellationToken ct)
    {
        var asked = Period.Read(from, to, clock);
        if (asked.Error is { } badPeriod)
            return badPeriod.ToProblem();
        var (first, last) = asked.Value;
        var days = await session.QueryAsync(
            ByDay,
            row => DayOf(row.GetFieldValue<DateOnly>(0), row.GetFieldValue<string[]>(1).Zip(row.GetFieldValue<long[]>(2)).ToDictionary(f => f.First, f => f.Second)),
            ct, first, last);
        return TypedResults.Ok(new Response(first, last, await counted.ReadAsync(session, ct), days));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/statistics", Handle)
        .RequirePermission(Permissions.ReadCustomers)
        .WithSummary("Accounts, and what they did per day")
        .WithDescription(Period.Description + " Days without events are left out. How many accounts there are is counted at most once a minute.")
        .WithExample(null, Example);

    private static Day DayOf(DateOnly date, Dictionary<string, long> figures) => new(
        date, figures.GetValueOrDefault("registered"), figures.GetValueOrDefault("active"), figures.GetValueOrDefault("log-in"), figures.GetValueOrDefault(RefusedLogIns.LockedFigure),
        figures.Where(f => f.Key.StartsWith(RefusedLogIns.Figure, StringComparison.Ordinal)).ToDictionary(f => f.Key[RefusedLogIns.Figure.Length..], f => f.Value));

    private static Response Example { get; } = new(
        new(2026, 3, 14), new(2026, 3, 14),
        AccountTotals.Example,
        [new(new(2026, 3, 14), 38, 412, 451, 1, new Dictionary<string, long> { [RefusedLogIns.WrongPassword] = 29, [RefusedLogIns.UnknownAccount] = 12 })]);
}
