using System.Threading.Channels;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.DeveloperDashboard;

public sealed class ResourceWatchTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_TellsOfEachChange_AndOfItsEnd_AndBeginsAnew()
    {
        var monitor = new SampleMonitor().Add(SamplePlatform.Service("catalog", 7011));
        await using var watch = new ResourceWatch(monitor);
        var told = Channel.CreateUnbounded<(string State, string? Failure)>();
        watch.Changed += () => told.Writer.TryWrite((watch.Current[0].State, watch.Failure));

        async Task<(string, string?)> NextAsync() => await told.Reader.ReadAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Ct);

        watch.Start();
        Assert.Equal((ResourceStates.Running, null), await NextAsync());
        monitor.Change("catalog", r => r with { State = ResourceStates.Stopping });
        Assert.Equal((ResourceStates.Stopping, null), await NextAsync());
        monitor.Fall(new IOException("gone"));
        Assert.Equal((ResourceStates.Stopping, "gone"), await NextAsync());

        monitor.Change("catalog", r => r with { State = ResourceStates.Stopped });
        watch.Start();
        Assert.Equal((ResourceStates.Stopped, null), await NextAsync());
    }
}
