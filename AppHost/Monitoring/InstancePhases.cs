namespace Commerce.AppHost.Hosting.Monitoring;

/// <summary>The values of <see cref="InstanceState.Phase"/>.</summary>
public static class InstancePhases
{
    public const string Starting = "Starting";

    /// <summary>Every resource was healthy, or finished, at the same moment at least once.</summary>
    public const string Ready = "Ready";

    public const string Failed = "Failed";
    public const string Stopping = "Stopping";
    public const string Stopped = "Stopped";
}
