using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.Cli;

/// <summary>What would stop the platform from starting is said before anything is installed or built.</summary>
internal static class Preflight
{
    private static readonly int[] Sample = [Ports.GatewayOffset, Ports.DashboardOffset, Ports.ServicesOffset, Ports.ServersOffset, Ports.ServersOffset + 1];

    public static void Check(InstanceDirectory instance)
    {
        if (DiskSpace.DescribeShortage(instance.Root) is { } shortage)
            throw new RefusedException(ExitCodes.DiskFull, shortage);

        // After a kill the old processes may need a moment to end; the AppHost waits for them.
        if (InstanceState.Read(instance) is { } previous && previous.Phase != InstancePhases.Stopped)
            return;

        foreach (var port in Sample.Select(offset => instance.PortBase + offset).Where(port => !Ports.IsFree(port)))
            throw new RefusedException(ExitCodes.PortTaken, Ports.DescribeTaken(port));
    }
}
