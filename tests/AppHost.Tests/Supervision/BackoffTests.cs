using Commerce.AppHost.Hosting;

namespace Commerce.AppHost.Tests;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 100, 200)]
    [InlineData(2, 200, 400)]
    [InlineData(4, 800, 1600)]
    [InlineData(10, 7500, 15000)]
    [InlineData(1000, 7500, 15000)]
    public void Delay_Doubles_UpToItsCap_WithHalfOfItLeftToLuck(int failures, int shortest, int longest)
    {
        Assert.Equal(shortest, Backoff.Delay(failures, luck: 0).TotalMilliseconds);
        Assert.Equal(longest, Backoff.Delay(failures, luck: 1).TotalMilliseconds);
    }
}
