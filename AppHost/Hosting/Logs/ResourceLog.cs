using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

/// <summary>One resource's console: the newest lines in memory, all of them in a file that is rotated by size.</summary>
internal sealed class ResourceLog(string resource, string path, TimeProvider clock) : IAsyncDisposable
{
    private const int LinesInMemory = 10_000;
    private const int LinesPerReader = 4_096;

    private readonly Lock gate = new();
    private readonly Queue<LogLine> newest = new();
    private readonly List<Channel<LogLine>> readers = [];
    private readonly RotatingFile file = new(path);
    private long count;

    public void Append(string text, bool isError)
    {
        lock (gate)
        {
            var line = new LogLine(++count, clock.GetUtcNow(), resource, text, isError);
            newest.Enqueue(line);
            if (newest.Count > LinesInMemory)
                newest.Dequeue();
            foreach (var reader in readers)
                reader.Writer.TryWrite(line);
            file.Write(text);
        }
    }

    public IReadOnlyList<LogLine> Read(int lastLines)
    {
        lock (gate)
            return [.. newest.Skip(newest.Count - Math.Min(lastLines, newest.Count))];
    }

    public async IAsyncEnumerable<LogLine> FollowAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var reader = Channel.CreateBounded<LogLine>(
            new BoundedChannelOptions(LinesPerReader) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (gate)
            readers.Add(reader);
        try
        {
            await foreach (var line in reader.Reader.ReadAllAsync(ct))
                yield return line;
        }
        finally
        {
            lock (gate)
                readers.Remove(reader);
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            foreach (var reader in readers)
                reader.Writer.TryComplete();
        }

        await file.DisposeAsync();
    }
}
