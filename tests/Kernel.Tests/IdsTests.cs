namespace Commerce.Kernel.Tests;

public sealed class IdsTests
{
    [Fact]
    public void NewId_CarriesTheClocksTimeAndSortsByIt()
    {
        var clock = new SteppingClock();
        var ids = Enumerable.Range(0, 50).Select(_ => clock.NewId()).ToList();

        Assert.All(ids, id => Assert.Equal(7, id.Version));
        Assert.Equal(ids.Order(), ids);
        Assert.Equal(50, ids.Distinct().Count());
        var milliseconds = Convert.ToInt64(ids[0].ToString("N")[..12], 16);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 1, TimeSpan.Zero), DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
    }

    private sealed class SteppingClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now += TimeSpan.FromSeconds(1);
    }
}
