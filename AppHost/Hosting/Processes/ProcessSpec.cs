namespace Commerce.AppHost.Hosting;

/// <summary>How one process is started and how it is asked to end.</summary>
internal sealed record ProcessSpec(string Program, IReadOnlyList<string> Arguments)
{
    public string WorkingDirectory { get; init; } = "/";

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string StopSignal { get; init; } = "TERM";

    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(20);
}
