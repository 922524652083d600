namespace Commerce.Gateway;

public sealed class SlidingWindowTests
{
    private static readonly RateLimit Ten = new("ten", 10, TimeSpan.FromSeconds(60));
    private const long Start = 1_800_000_000_000; // on a window's boundary

    [Fact]
    public void Take_UpToTheLimit_CountsDownAndThenRefuses()
    {
        var window = new SlidingWindow();

        var verdicts = Enumerable.Range(0, 12).Select(i => window.Take(Ten, Start + i)).ToList();

        Assert.Equal([9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0], verdicts.Select(verdict => verdict.Remaining));
        Assert.Equal([.. Enumerable.Repeat(true, 10), false, false], verdicts.Select(verdict => verdict.Allowed));
    }

    [Fact]
    public void Take_AroundAWindowsBoundary_NeverLetsTwiceTheLimitThrough()
    {
        var window = new SlidingWindow();

        var before = Enumerable.Range(0, 20).Count(i => window.Take(Ten, Start + 59_900 + i).Allowed);
        var after = Enumerable.Range(0, 20).Count(i => window.Take(Ten, Start + 60_100 + i).Allowed);

        Assert.Equal(10, before);
        Assert.Equal(0, after);
    }

    [Fact]
    public void Take_HalfAWindowLater_FreesHalfOfThePermits()
    {
        var window = new SlidingWindow();
        for (var i = 0; i < 10; i++)
            window.Take(Ten, Start);

        var allowed = Enumerable.Range(0, 10).Count(_ => window.Take(Ten, Start + 90_000).Allowed);

        Assert.Equal(5, allowed);
    }

    [Theory]
    [InlineData(10, 0)]
    [InlineData(10, 30_000)]
    [InlineData(10, 59_999)]
    [InlineData(1, 12_345)]
    [InlineData(3, 40_000)]
    public void Take_AfterTheWaitItWasTold_Succeeds(int permits, long offset)
    {
        var limit = new RateLimit("some", permits, TimeSpan.FromSeconds(60));
        var window = new SlidingWindow();
        while (window.Take(limit, Start + offset).Allowed)
        {
        }

        var refused = window.Take(limit, Start + offset);

        var early = window;
        Assert.False(early.Take(limit, Start + offset + (refused.ResetSeconds - 1) * 1000 - 1).Allowed);
        Assert.True(window.Take(limit, Start + offset + refused.ResetSeconds * 1000).Allowed);
    }

    [Fact]
    public void Take_WhenRefused_DoesNotPushTheEndFurtherAway()
    {
        var window = new SlidingWindow();
        for (var i = 0; i < 1000; i++)
            window.Take(Ten, Start + i);

        Assert.True(window.Take(Ten, Start + 67_000).Allowed);
    }
}
