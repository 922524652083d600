namespace Commerce.AppHost.Hosting;

/// <summary>Trying again would not help; the message says in one sentence what would.</summary>
internal sealed class StartRefusedException(int exitCode, string message, string? resource = null) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public string? Resource { get; } = resource;
}
