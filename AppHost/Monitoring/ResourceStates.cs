namespace Commerce.AppHost.Hosting.Monitoring;

/// <summary>The values of <see cref="ResourceSnapshot.State"/>.</summary>
public static class ResourceStates
{
    public const string Waiting = "Waiting";
    public const string Starting = "Starting";
    public const string Running = "Running";
    public const string Restarting = "Restarting";
    public const string Stopping = "Stopping";
    public const string Stopped = "Stopped";
    public const string Finished = "Finished";
    public const string Failed = "Failed";
}
