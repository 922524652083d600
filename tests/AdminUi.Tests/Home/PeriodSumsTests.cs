using Commerce.Kernel;

namespace Commerce.AdminUi;

public sealed class PeriodSumsTests
{
    private static readonly DateOnly Monday = new(2026, 3, 9);

    private static readonly OrderStatistics Statistics = new(Monday, Monday.AddDays(3),
    [
        Day(0, "EUR", placed: 10, confirmed: 8, cancelled: 2, collected: 5000, ("out_of_stock", 2)),
        Day(0, "JPY", placed: 30, confirmed: 30, cancelled: 0, collected: 900),
        Day(2, "EUR", placed: 10, confirmed: 7, cancelled: 3, collected: 2500, ("payment_declined", 1), ("out_of_stock", 2)),
        Day(3, "EUR", placed: 500, confirmed: 500, cancelled: 0, collected: 1),
    ], null);

    [Fact]
    public void Sums_AreThoseOfThePeriod_AndMoneyStaysInItsCurrency()
    {
        var sums = new PeriodSums(Statistics, Monday, Monday.AddDays(2));

        Assert.Equal((50, 45, 5), (sums.Placed, sums.Confirmed, sums.Cancelled));
        Assert.Equal((500, 10.0, 90.0, 10.0), (sums.CartsBegun, sums.OrderedShare, sums.ConfirmedShare, sums.CancelledShare));
        Assert.Equal([Money.Of(900, "JPY"), Money.Of(7500, "EUR")], sums.Collected);
        Assert.Equal([("out_of_stock", 4L), ("payment_declined", 1L)], sums.Reasons);
    }

    [Fact]
    public void ByDay_ShowsDaysOnWhichNothingHappened()
    {
        var sums = new PeriodSums(Statistics, Monday, Monday.AddDays(2));

        Assert.Equal([new(Monday, 400, 40, 38, 2), new(Monday.AddDays(1), 0, 0, 0, 0), new(Monday.AddDays(2), 100, 10, 7, 3)], sums.ByDay);
        Assert.Equal([5000, 0, 2500], sums.CollectedByDay("EUR").Select(d => d.Collected.MinorUnits));
    }

    [Fact]
    public void Collected_IsSilentAboutACurrencyInWhichNobodyOrdered()
    {
        var sums = new PeriodSums(new(Monday, Monday, [Day(0, "EUR", 1, 1, 0, 100), Day(0, "USD", 0, 0, 0, 0) with { CartsBegun = 7 }], null), Monday, Monday);

        Assert.Equal([Money.Of(100, "EUR")], sums.Collected);
        Assert.Equal(17, sums.CartsBegun);
    }

    [Fact]
    public void Shares_OfNothing_AreUnknown()
    {
        var sums = new PeriodSums(Statistics, Monday.AddDays(1), Monday.AddDays(1));

        Assert.Null(sums.ConfirmedShare);
        Assert.Null(sums.OrderedShare);
        Assert.Null(PeriodSums.Change(5, 0));
        Assert.Equal(-50, PeriodSums.Change(5, 10));
    }

    private static OrderStatistics.Day Day(int day, string currency, long placed, long confirmed, long cancelled, long collected, params (string, long)[] reasons) => new(
        Monday.AddDays(day), currency, Group(placed, currency), Group(confirmed, currency), confirmed, Group(cancelled, currency), Money.Of(collected, currency),
        reasons.ToDictionary(r => r.Item1, r => r.Item2), CartsBegun: placed * 10);

    private static OrderStatistics.Group Group(long orders, string currency) => new(orders, Money.Of(orders * 100, currency));
}
