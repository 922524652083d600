namespace Commerce.AppHost.Hosting.Monitoring;

/// <summary>One resource as it was at one moment; secrets in <paramref name="Environment"/> are masked.</summary>
public sealed record ResourceSnapshot(
    string Name,
    string Kind,
    string State,
    string? Health,
    int? Pid,
    IReadOnlyList<string> Urls,
    int Restarts,
    DateTimeOffset? StartedAt,
    int? ExitCode,
    string? Source,
    IReadOnlyList<KeyValuePair<string, string>> Environment);
