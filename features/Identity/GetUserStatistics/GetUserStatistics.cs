using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Staff see how many accounts there are and in which state, and day by day who came, came back and was not let in.</summary>
internal static class GetUserStatistics
{
    // Each number from an index that holds just what it counts: among a million accounts none of them reads the accounts themselves.
    private const string Now = """
        WITH staff AS (
            SELECT DISTINCT ur.user_id FROM role_permissions p JOIN roles r ON r.name = p.role JOIN user_roles ur ON ur.role_id = r.id
            WHERE cardinality(p.permissions) > 0
        ), secured AS (
            SELECT user_id FROM second_factors WHERE confirmed_at IS NOT NULL UNION SELECT user_id FROM passkeys
        )
        SELECT (SELECT count(*) FROM users),
               (SELECT count(*) FROM users WHERE disabled_at IS NULL AND NOT email_confirmed),
               (SELECT count(*) FROM users WHERE disabled_at IS NOT NULL),
               (SELECT count(*) FROM secured),
               (SELECT count(*) FROM second_factors WHERE confirmed_at IS NOT NULL AND method = 'totp'),
               (SELECT count(*) FROM second_factors WHERE confirmed_at IS NOT NULL AND method = 'email'),
               (SELECT count(*) FROM second_factors WHERE confirmed_at IS NOT NULL AND method = 'sms'),
               (SELECT count(DISTINCT user_id) FROM passkeys),
               (SELECT count(*) FROM staff),
               (SELECT count(*) FROM staff WHERE EXISTS (SELECT FROM secured s WHERE s.user_id = staff.user_id)),
               (SELECT count(*) FROM account_activity WHERE last_day >= $1),
               (SELECT count(*) FROM account_activity WHERE last_day > $1 - 7),
               (SELECT count(*) FROM account_activity WHERE last_day > $1 - 30)
        """;

    private const string ByDay = """
        SELECT day, array_agg(figure), array_agg(counted)
        FROM (SELECT day, figure, sum(count)::bigint AS counted FROM account_days WHERE day BETWEEN $1 AND $2 GROUP BY day, figure) AS f
        GROUP BY day ORDER BY day
        """;

    public sealed record Response(DateOnly From, DateOnly To, Accounts Accounts, Active Active, IReadOnlyList<Day> Days);

    /// <summary>Now, whatever period is asked for.</summary>
    /// <param name="Unconfirmed">Not disabled, but the address was not confirmed yet.</param>
    /// <param name="WithSecondFactor">Have an app, a code by e-mail or text message, or a passkey.</param>
    /// <param name="SecondFactors">How many accounts have each; one may have several.</param>
    /// <param name="Staff">Hold a role that permits something.</param>
    public sealed record Accounts(
        long Total, long Unconfirmed, long Disabled, long WithSecondFactor, IReadOnlyDictionary<string, long> SecondFactors, long Staff, long StaffWithSecondFactor);

    /// <summary>Accounts that were here at least once: today, within the last 7 days, and within the last 30.</summary>
    public sealed record Active(long Day, long Week, long Month);

    /// <param name="Date">In UTC.</param>
    /// <param name="Active">Accounts that were here on that day.</param>
    /// <param name="Locked">Accounts that were locked for a while after too many failed tries.</param>
    /// <param name="Refused">How often somebody was not let in, by cause.</param>
    public sealed record Day(DateOnly Date, long Registered, long Active, long LogIns, long Locked, IReadOnlyDictionary<string, long> Refused);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        DateOnly? from, DateOnly? to, Session session, TimeProvider clock, CancellationToken ct)
    {
        var asked = Period.Read(from, to, clock);
        if (asked.Error is { } badPeriod)
            return badPeriod.ToProblem();
        var (first, last) = asked.Value;
        var (accounts, active) = await session.QuerySingleAsync(
            Now, row => (AccountsOf(row.GetInt64), new Active(row.GetInt64(10), row.GetInt64(11), row.GetInt64(12))), ct,
            DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        var days = await session.QueryAsync(
            ByDay,
            row => DayOf(row.GetFieldValue<DateOnly>(0), row.GetFieldValue<string[]>(1).Zip(row.GetFieldValue<long[]>(2)).ToDictionary(f => f.First, f => f.Second)),
            ct, first, last);
        return TypedResults.Ok(new Response(first, last, accounts, active, days));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/statistics", Handle)
        .RequirePermission(Permissions.ReadCustomers)
        .WithSummary("Accounts, and what they did per day")
        .WithDescription(Period.Description + " Days without events are left out.")
        .WithExample(null, Example);

    private static Accounts AccountsOf(Func<int, long> column) => new(
        column(0), column(1), column(2), column(3),
        new Dictionary<string, long>
        {
            [FactorMethods.Totp] = column(4), [FactorMethods.Email] = column(5), [FactorMethods.Sms] = column(6), [FactorMethods.Passkey] = column(7),
        },
        column(8), column(9));

    private static Day DayOf(DateOnly date, Dictionary<string, long> figures) => new(
        date, figures.GetValueOrDefault("registered"), figures.GetValueOrDefault("active"), figures.GetValueOrDefault("log-in"), figures.GetValueOrDefault(RefusedLogIns.LockedFigure),
        figures.Where(f => f.Key.StartsWith(RefusedLogIns.Figure, StringComparison.Ordinal)).ToDictionary(f => f.Key[RefusedLogIns.Figure.Length..], f => f.Value));

    private static Response Example { get; } = new(
        new(2026, 3, 14), new(2026, 3, 14),
        new(12_840, 310, 4, 2_190, new Dictionary<string, long> { ["totp"] = 900, ["email"] = 740, ["sms"] = 210, ["passkey"] = 560 }, 12, 12),
        new(412, 2_310, 6_120),
        [new(new(2026, 3, 14), 38, 412, 451, 1, new Dictionary<string, long> { [RefusedLogIns.WrongPassword] = 29, [RefusedLogIns.UnknownAccount] = 12 })]);
}
