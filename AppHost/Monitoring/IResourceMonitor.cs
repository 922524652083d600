namespace Commerce.AppHost.Hosting.Monitoring;

/// <summary>What a dashboard may see of the running resources and do to them.</summary>
public interface IResourceMonitor
{
    IReadOnlyList<ResourceSnapshot> Snapshot();

    /// <summary>Yields the present state at once and then again after each change.</summary>
    IAsyncEnumerable<IReadOnlyList<ResourceSnapshot>> WatchAsync(CancellationToken ct);

    /// <summary>The newest lines of one resource's console, oldest first.</summary>
    IReadOnlyList<LogLine> ReadLog(string resource, int lastLines);

    /// <summary>Yields the lines that are written from now on; a reader that cannot keep up skips, visible in <see cref="LogLine.Number"/>.</summary>
    IAsyncEnumerable<LogLine> FollowLogAsync(string resource, CancellationToken ct);

    Task RestartAsync(string resource, CancellationToken ct);

    Task StopAsync(string resource, CancellationToken ct);

    Task StartAsync(string resource, CancellationToken ct);
}
