using Commerce.Data;

namespace Commerce.Identity;

/// <summary>How many accounts there are, whatever period is asked for.</summary>
/// <param name="CountedAt">When: a minute ago at most.</param>
/// <param name="Unconfirmed">Not disabled, but the address was not confirmed yet.</param>
/// <param name="WithSecondFactor">Have an app, a code by e-mail or text message, or a passkey.</param>
/// <param name="SecondFactors">How many accounts have each; one may have several.</param>
/// <param name="Staff">Hold a role that permits something.</param>
/// <param name="ActiveToday">Were here at least once today (UTC).</param>
/// <param name="ActiveThisWeek">Within the last 7 days, today included.</param>
/// <param name="ActiveThisMonth">Within the last 30.</param>
internal sealed record AccountTotals(
    DateTimeOffset CountedAt,
    long Total,
    long Unconfirmed,
    long Disabled,
    long WithSecondFactor,
    IReadOnlyDictionary<string, long> SecondFactors,
    long Staff,
    long StaffWithSecondFactor,
    long ActiveToday,
    long ActiveThisWeek,
    long ActiveThisMonth)
{
    public static AccountTotals Example { get; } = new(
        Profile.Example.RegisteredAt, 12_840, 310, 4, 2_190,
        new Dictionary<string, long> { [FactorMethods.Totp] = 900, [FactorMethods.Email] = 740, [FactorMethods.Sms] = 210, [FactorMethods.Passkey] = 560 },
        12, 12, 412, 2_310, 6_120);
}

/// <summary>Counts accounts once a minute for however many ask: among a million that takes part of a second.</summary>
internal sealed class CountedAccounts(TimeProvider clock)
{
    // Each number from an index that holds just what it counts: none of them reads the accounts themselves.
    private const string Count = """
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

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private AccountTotals? _last;

    /// <summary>What was counted within the last minute, or now.</summary>
    public async Task<AccountTotals> ReadAsync(Session session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_last is { } last && now - last.CountedAt < Fresh)
            return last;
        var counted = await session.QuerySingleAsync(Count, row => Read(now, row.GetInt64), ct, DateOnly.FromDateTime(now.UtcDateTime));
        _last = counted;
        return counted!;
    }

    private static AccountTotals Read(DateTimeOffset now, Func<int, long> column) => new(
        now, column(0), column(1), column(2), column(3),
        new Dictionary<string, long>
        {
            [FactorMethods.Totp] = column(4),
            [FactorMethods.Email] = column(5),
            [FactorMethods.Sms] = column(6),
            [FactorMethods.Passkey] = column(7),
        },
        column(8), column(9), column(10), column(11), column(12));
}
