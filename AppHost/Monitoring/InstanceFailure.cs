namespace Commerce.AppHost.Hosting.Monitoring;

/// <summary>Why a platform could not start, in one sentence for a person and one exit code for a script.</summary>
public sealed record InstanceFailure(int ExitCode, string Message, string? Resource);
