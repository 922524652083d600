using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

internal static class FreePorts
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits for a killed predecessor's processes, which are still shutting down; anybody else's port is refused at once.</summary>
    public static async Task RequireAsync(IReadOnlyList<int> ports, InstanceState? predecessor, TimeProvider clock, CancellationToken ct)
    {
        var wasKilled = predecessor is not null && predecessor.Phase != InstancePhases.Stopped && !predecessor.IsAlive();
        var deadline = clock.GetUtcNow() + (wasKilled ? Patience : TimeSpan.Zero);
        foreach (var port in ports)
        {
            while (!Ports.IsFree(port))
            {
                if (clock.GetUtcNow() >= deadline || !IsPredecessors(port, predecessor))
                    throw new StartRefusedException(ExitCodes.PortTaken, Ports.DescribeTaken(port));
                await Task.Delay(TimeSpan.FromMilliseconds(200), clock, ct);
            }
        }
    }

    private static bool IsPredecessors(int port, InstanceState? predecessor) =>
        Ports.FindOwner(port) is not { } owner || predecessor?.Resources.Any(resource => resource.Pid == owner.Pid) is true;
}
