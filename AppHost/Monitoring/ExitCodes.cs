namespace Commerce.AppHost.Hosting.Monitoring;

/// <summary>What the AppHost and the <c>commerce</c> command say with their exit code; listed in docs/developer/running.md.</summary>
public static class ExitCodes
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int NotRunning = 3;
    public const int MissingTool = 10;
    public const int PortTaken = 11;
    public const int DiskFull = 12;
    public const int BuildFailed = 13;
    public const int Unhealthy = 14;
    public const int AlreadyRunning = 15;
    public const int Interrupted = 130;
}
