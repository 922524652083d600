using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.DeveloperDashboard;

/// <summary>A platform in memory that does as told: resources change, write and obey when a test says so.</summary>
internal sealed class SampleMonitor : IResourceMonitor
{
    private readonly Lock _lock = new();
    private readonly List<ResourceSnapshot> _resources = [];
    private readonly List<Channel<IReadOnlyList<ResourceSnapshot>>> _watchers = [];
    private readonly Dictionary<string, List<LogLine>> _logs = [];
    private readonly List<(string Resource, Channel<LogLine> Lines)> _followers = [];

    /// <summary>What was asked of the platform, as "verb name".</summary>
    public ConcurrentQueue<string> Orders { get; } = new();

    /// <summary>Set to have every order refused with this text.</summary>
    public string? Refusal { get; set; }

    public SampleMonitor Add(params IEnumerable<ResourceSnapshot> resources)
    {
        lock (_lock)
        {
            _resources.AddRange(resources);
            Announce();
        }

        return this;
    }

    public void Change(string name, Func<ResourceSnapshot, ResourceSnapshot> change)
    {
        lock (_lock)
        {
            var at = _resources.FindIndex(r => r.Name == name);
            _resources[at] = change(_resources[at]);
            Announce();
        }
    }

    /// <summary>The runner goes away: nobody hears from it again.</summary>
    public void Fall(Exception reason)
    {
        lock (_lock)
        {
            foreach (var watcher in _watchers)
                watcher.Writer.TryComplete(reason);
            foreach (var (_, lines) in _followers)
                lines.Writer.TryComplete(reason);
        }
    }

    public void Write(string resource, string text, bool isError = false, DateTimeOffset? at = null)
    {
        lock (_lock)
        {
            var log = Log(resource);
            var line = new LogLine(log.Count + 1, at ?? TimeProvider.System.GetUtcNow(), resource, text, isError);
            log.Add(line);
            foreach (var (name, lines) in _followers)
            {
                if (name == resource)
                    lines.Writer.TryWrite(line);
            }
        }
    }

    public IReadOnlyList<ResourceSnapshot> Snapshot()
    {
        lock (_lock)
            return [.. _resources];
    }

    public async IAsyncEnumerable<IReadOnlyList<ResourceSnapshot>> WatchAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var mine = Channel.CreateUnbounded<IReadOnlyList<ResourceSnapshot>>();
        lock (_lock)
        {
            _watchers.Add(mine);
            mine.Writer.TryWrite([.. _resources]);
        }

        await foreach (var resources in mine.Reader.ReadAllAsync(ct))
            yield return resources;
    }

    public IReadOnlyList<LogLine> ReadLog(string resource, int lastLines)
    {
        lock (_lock)
            return [.. Log(resource).TakeLast(lastLines)];
    }

    public async IAsyncEnumerable<LogLine> FollowLogAsync(string resource, [EnumeratorCancellation] CancellationToken ct)
    {
        var mine = Channel.CreateUnbounded<LogLine>();
        lock (_lock)
            _followers.Add((resource, mine));
        await foreach (var line in mine.Reader.ReadAllAsync(ct))
            yield return line;
    }

    public Task StopAsync(string resource, CancellationToken ct) =>
        ObeyAsync("stop", resource, r => r with { State = ResourceStates.Stopped, Health = null, Pid = null, ExitCode = 0 });

    public Task StartAsync(string resource, CancellationToken ct) =>
        ObeyAsync("start", resource, r => r with { State = ResourceStates.Running, Health = ResourceHealth.Healthy, Pid = 4242, ExitCode = null });

    public Task RestartAsync(string resource, CancellationToken ct) =>
        ObeyAsync("restart", resource, r => r with { Restarts = r.Restarts + 1 });

    private Task ObeyAsync(string verb, string resource, Func<ResourceSnapshot, ResourceSnapshot> effect)
    {
        if (Refusal is { } refusal)
            throw new InvalidOperationException(refusal);
        Orders.Enqueue($"{verb} {resource}");
        Change(resource, effect);
        return Task.CompletedTask;
    }

    private List<LogLine> Log(string resource) => _logs.TryGetValue(resource, out var log) ? log : _logs[resource] = [];

    private void Announce()
    {
        foreach (var watcher in _watchers)
            watcher.Writer.TryWrite([.. _resources]);
    }
}
