using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.DeveloperDashboard;

/// <summary>One console from its remembered past into the present: no line twice, none lost while the monitor still has it.</summary>
internal sealed class LogFeed(IResourceMonitor monitor, TimeProvider clock)
{
    // A screen is redrawn ten times a second at most, however fast a process writes.
    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(100);

    public async IAsyncEnumerable<IReadOnlyList<LogEntry>> ReadAsync(
        string resource, int history, [EnumeratorCancellation] CancellationToken ct)
    {
        var live = Channel.CreateUnbounded<LogLine>(new() { SingleReader = true, SingleWriter = true });
        // Listening begins before the past is read, so nothing falls between the two.
        var pump = PumpAsync(resource, live.Writer, ct);
        var past = monitor.ReadLog(resource, history);
        var last = past.Count == 0 ? 0 : past[^1].Number;
        yield return Parse(past);

        while (await live.Reader.WaitToReadAsync(ct))
        {
            var batch = new List<LogLine>();
            while (live.Reader.TryRead(out var line))
            {
                if (line.Number <= last)
                    continue;
                if (line.Number > last + 1)
                    batch.AddRange(Missed(resource, last, line.Number, history));
                batch.Add(line);
                last = line.Number;
            }

            if (batch.Count > 0)
                yield return Parse(batch);
            await Task.Delay(BatchTime, clock, ct);
        }

        await pump;
    }

    private async Task PumpAsync(string resource, ChannelWriter<LogLine> live, CancellationToken ct)
    {
        Exception? failure = null;
        try
        {
            await foreach (var line in monitor.FollowLogAsync(resource, ct))
                await live.WriteAsync(line, ct);
        }
        catch (Exception e)
        {
            // Handed to the reader, who is the one to tell the person watching.
            failure = e;
        }

        live.Complete(failure);
    }

    private IEnumerable<LogLine> Missed(string resource, long after, long before, int most) =>
        monitor.ReadLog(resource, (int)Math.Min(most, before - after + 100L))
            .Where(line => line.Number > after && line.Number < before);

    private static LogEntry[] Parse(IReadOnlyList<LogLine> lines) => [.. lines.Select(LogEntry.Parse)];
}
