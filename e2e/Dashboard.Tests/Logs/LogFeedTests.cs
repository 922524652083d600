using System.Runtime.CompilerServices;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.DeveloperDashboard;

public sealed class LogFeedTests
{
    [Fact]
    public async Task Feed_BridgesPastAndPresent_WithEachLineOnce()
    {
        // Lines 1-3 are remembered, 3 arrives once more live, 4-6 were skipped by a slow reader but are still remembered.
        var monitor = new SkippingMonitor(past: 3, remembered: 6, live: [3, 7]);

        var numbers = new List<long>();
        await foreach (var batch in new LogFeed(monitor, TimeProvider.System).ReadAsync("ordering", 100, TestContext.Current.CancellationToken))
            numbers.AddRange(batch.Select(e => e.Number));

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], numbers);
    }

    [Fact]
    public async Task Feed_WhenTheMonitorFails_TellsItsReader()
    {
        var monitor = new SampleMonitor();
        monitor.Write("ordering", "one");
        await using var feed = new LogFeed(monitor, TimeProvider.System)
            .ReadAsync("ordering", 100, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.True(await feed.MoveNextAsync());
        monitor.Fall(new IOException("gone"));

        Assert.Equal("gone", (await Assert.ThrowsAsync<IOException>(async () => await feed.MoveNextAsync())).Message);
    }

    private sealed class SkippingMonitor(int past, int remembered, long[] live) : IResourceMonitor
    {
        private int _reads;

        public IReadOnlyList<LogLine> ReadLog(string resource, int lastLines) =>
            [.. Enumerable.Range(1, _reads++ == 0 ? past : remembered).Select(n => Line(n)).TakeLast(lastLines)];

        public async IAsyncEnumerable<LogLine> FollowLogAsync(string resource, [EnumeratorCancellation] CancellationToken ct)
        {
            foreach (var number in live)
            {
                await Task.Yield();
                yield return Line(number);
            }
        }

        public IReadOnlyList<ResourceSnapshot> Snapshot() => throw new NotSupportedException();
        public IAsyncEnumerable<IReadOnlyList<ResourceSnapshot>> WatchAsync(CancellationToken ct) => throw new NotSupportedException();
        public Task RestartAsync(string resource, CancellationToken ct) => throw new NotSupportedException();
        public Task StopAsync(string resource, CancellationToken ct) => throw new NotSupportedException();
        public Task StartAsync(string resource, CancellationToken ct) => throw new NotSupportedException();

        private static LogLine Line(long number) => new(number, DateTimeOffset.UnixEpoch, "ordering", $"line {number}", IsError: false);
    }
}
