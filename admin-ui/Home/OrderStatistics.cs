using Commerce.Kernel;

namespace Commerce.AdminUi;

/// <summary>What happened with orders, day by day and currency by currency.</summary>
/// <param name="WaitingSince">When the oldest event that is not counted yet was recorded; null when all are.</param>
public sealed record OrderStatistics(DateOnly From, DateOnly To, IReadOnlyList<OrderStatistics.Day> Days, DateTimeOffset? WaitingSince)
{
    public sealed record Day(
        DateOnly Date, string Currency, Group Placed, Group Confirmed, long Completed, Group Cancelled, Money Captured, IReadOnlyDictionary<string, long> Reasons,
        long CartsBegun = 0);

    public sealed record Group(long Orders, Money Value);
}

/// <summary>A day of all currencies.</summary>
public sealed record DayCount(DateOnly Date, long CartsBegun, long Placed, long Confirmed, long Cancelled);

/// <summary>The figures of a period, of all its days together.</summary>
public sealed class PeriodSums(OrderStatistics statistics, DateOnly from, DateOnly to)
{
    private readonly IReadOnlyList<OrderStatistics.Day> _days = [.. statistics.Days.Where(d => d.Date >= from && d.Date <= to)];

    /// <summary>Carts that somebody put something into.</summary>
    public long CartsBegun => _days.Sum(d => d.CartsBegun);

    public long Placed => _days.Sum(d => d.Placed.Orders);

    public long Confirmed => _days.Sum(d => d.Confirmed.Orders);

    public long Cancelled => _days.Sum(d => d.Cancelled.Orders);

    /// <summary>For a hundred carts that were begun, how many orders were placed; null without any.</summary>
    public double? OrderedShare => Share(Placed, CartsBegun);

    /// <summary>Of a hundred orders, how many were confirmed; null without any.</summary>
    public double? ConfirmedShare => Share(Confirmed, Placed);

    public double? CancelledShare => Share(Cancelled, Placed);

    /// <summary>What was collected, the currency with the most orders first.</summary>
    public IReadOnlyList<Money> Collected =>
    [
        .. _days.Where(d => d.Placed.Orders + d.Cancelled.Orders + d.Captured.MinorUnits != 0).GroupBy(d => d.Currency).OrderByDescending(g => g.Sum(d => d.Placed.Orders)).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => Money.Of(g.Sum(d => d.Captured.MinorUnits), g.Key)),
    ];

    /// <summary>Why orders came to nothing, the most frequent first.</summary>
    public IReadOnlyList<(string Reason, long Orders)> Reasons =>
    [
        .. _days.SelectMany(d => d.Reasons).GroupBy(r => r.Key).Select(g => (g.Key, g.Sum(r => r.Value)))
            .OrderByDescending(r => r.Item2).ThenBy(r => r.Key, StringComparer.Ordinal),
    ];

    /// <summary>Every day of the period, also those on which nothing happened.</summary>
    public IReadOnlyList<DayCount> ByDay
    {
        get
        {
            var known = _days.ToLookup(d => d.Date);
            return
            [
                .. Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(i => from.AddDays(i)).Select(date => new DayCount(
                    date, known[date].Sum(d => d.CartsBegun), known[date].Sum(d => d.Placed.Orders), known[date].Sum(d => d.Confirmed.Orders), known[date].Sum(d => d.Cancelled.Orders))),
            ];
        }
    }

    public IReadOnlyList<(DateOnly Date, Money Collected)> CollectedByDay(string currency)
    {
        var known = _days.Where(d => d.Currency == currency).ToDictionary(d => d.Date, d => d.Captured);
        return [.. ByDay.Select(d => (d.Date, known.GetValueOrDefault(d.Date, Money.Of(0, currency))))];
    }

    /// <summary>In percent against the period before; null when there was nothing to compare with.</summary>
    public static double? Change(long now, long before) => before == 0 ? null : 100.0 * (now - before) / before;

    private static double? Share(long part, long all) => all == 0 ? null : 100.0 * part / all;
}
