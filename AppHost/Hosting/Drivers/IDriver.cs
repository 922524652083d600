using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

/// <summary>What the supervisor must know to run one kind of resource.</summary>
internal interface IDriver
{
    /// <summary>One of <see cref="ResourceKinds"/>.</summary>
    string Kind { get; }

    string? Source { get; }

    IReadOnlyList<string> Urls { get; }

    /// <summary>A resource that may end by itself with exit code 0 has then done its work.</summary>
    bool RunsToCompletion => false;

    /// <summary>Makes ready what the resource needs and says how to start its process; null when it has none of its own.</summary>
    Task<ProcessSpec?> PrepareAsync(Action<string, bool> log, CancellationToken ct);

    /// <summary>Throws, or answers false, while the resource cannot do its work.</summary>
    Task<bool> IsHealthyAsync(CancellationToken ct);
}
