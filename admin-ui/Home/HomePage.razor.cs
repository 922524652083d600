using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Commerce.AdminUi;

/// <summary>What happens in the shop and what waits for somebody; each figure leads to the list behind it.</summary>
public sealed partial class HomePage
{
    private const int DefaultLength = 30;

    private static readonly int[] Periods = [1, 7, 30, 90];
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private OrderStatistics? _statistics;
    private PeriodSums? _sums;
    private PeriodSums? _before;
    private IReadOnlyList<Waiting>? _waiting;
    private int? _shownLength;

    [SupplyParameterFromQuery(Name = "days")] private int? Days { get; set; }

    [Inject] internal HomeDesk Desk { get; set; } = null!;

    private int Length => Days is { } days && Periods.Contains(days) ? days : DefaultLength;

    // The statistics count by the days of UTC.
    private DateOnly To => DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime);

    private DateOnly From => To.AddDays(1 - Length);

    private string CollectedAddress =>
        Person.May(StaffPermissions.ReadPayments) ? ApiPath.Of("payments", ("from", Iso(From)), ("to", Iso(To))) : OrdersOf(null);

    protected override async Task OnParametersSetAsync()
    {
        if (_shownLength is not null && _shownLength != Length)
            await LoadAsync();
    }

    protected override async Task AskAsync(CancellationToken ct)
    {
        _shownLength = Length;
        var waiting = Desk.WaitingAsync(ct);
        if (Person.May(StaffPermissions.ReadOrders))
        {
            _statistics = await Desk.StatisticsAsync(From.AddDays(-Length), To, ct);
            (_sums, _before) = (new(_statistics, From, To), new(_statistics, From.AddDays(-Length), From.AddDays(-1)));
        }

        _waiting = await waiting;
    }

    protected override Task WatchAsync(CancellationToken ct) => EveryAsync(LookEvery, async () =>
    {
        await LoadAsync();
        StateHasChanged();
    });

    private string OrdersOf(string? status) => OrdersOf(status, From, To);

    private static string OrdersOf(string? status, DateOnly from, DateOnly to) => ApiPath.Of("orders", ("status", status), ("from", Iso(from)), ("to", Iso(to)));

    private static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string DateText(DateOnly date) => date.ToString(Person.Format.DatePattern, CultureInfo.InvariantCulture);

    private string Percent(double? share) => share is { } percent ? $"{percent.ToString("0.#", CultureInfo.InvariantCulture).Replace(".", Person.Format.Decimal, StringComparison.Ordinal)} %" : "–";

    private string Compared(long now, long before) => PeriodSums.Change(now, before) switch
    {
        null => "nothing to compare with",
        { } change when Math.Abs(change) < .05 => "as before",
        { } change => $"{Percent(Math.Abs(change))} {(change > 0 ? "more" : "less")} than before",
    };

    private IReadOnlyList<DayBar> OrderBars(PeriodSums sums) =>
        [.. sums.ByDay.Select(d => new DayBar(DateText(d.Date), d.Placed, Math.Min(d.Cancelled, d.Placed), $"{DateText(d.Date)}: {Person.Format.Number(d.Placed)} placed, {Person.Format.Number(d.Cancelled)} to nothing"))];

    private IReadOnlyList<DayBar> MoneyBars(PeriodSums sums) =>
        [.. sums.CollectedByDay(sums.Collected[0].Currency.Code).Select(d => new DayBar(DateText(d.Date), d.Collected.MinorUnits, 0, $"{DateText(d.Date)}: {Person.Format.Money(d.Collected)}"))];
}
