using System.Diagnostics;
using System.Globalization;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.Cli;

/// <summary>Starts and ends the process that runs a platform.</summary>
internal static class AppHostProcess
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(90);

    /// <summary>Without <paramref name="detached"/> the platform ends when this command does, however that happens.</summary>
    public static Process Start(InstanceDirectory instance, bool detached, string project = "Commerce.AppHost", params string[] more)
    {
        var assembly = Path.Combine(Checkout.Root, "artifacts", "bin", project, "release", $"{project}.dll");
        if (!File.Exists(assembly))
            throw new RefusedException(ExitCodes.BuildFailed, "The platform has not been built: run ./commerce run without --no-build.");

        instance.Create();
        string[] appHost =
        [
            "dotnet", "exec", assembly,
            "--port-base", instance.PortBase.ToString(CultureInfo.InvariantCulture), "--checkout", instance.Checkout, "--lifeline", detached ? "none" : "stdin",
            .. more,
        ];
        // A session of its own: Ctrl-C reaches this command only, which then asks the platform to stop.
        var input = detached ? "</dev/null" : "";
        var script = $"exec setsid \"$@\" {input} >>\"$0\" 2>&1";
        var start = new ProcessStartInfo("sh", ["-c", script, instance.LogOf("apphost"), .. appHost])
        {
            RedirectStandardInput = !detached,
            WorkingDirectory = Checkout.Root,
        };
        return Process.Start(start) ?? throw new InvalidOperationException("The AppHost did not start.");
    }

    /// <summary>When the runner was killed, its processes may still be writing out what they hold.</summary>
    public static async Task WaitForLeftoversAsync(InstanceState state)
    {
        var waited = Stopwatch.StartNew();
        while (state.Phase != InstancePhases.Stopped && LeftoversOf(state).Any())
        {
            if (waited.Elapsed > StopPatience)
                throw new RefusedException(ExitCodes.Failed, $"Still running after the runner is gone: process {string.Join(", ", LeftoversOf(state))}.");
            await Task.Delay(100);
        }
    }

    /// <summary>Asks the platform to stop and waits until it has; <paramref name="onLeft"/> hears what is still there.</summary>
    public static async Task StopAsync(InstanceDirectory instance, InstanceState state, Action<string> onLeft)
    {
        await Tool.RunAsync("sh", ["-c", $"kill -s TERM {state.Pid}"], _ => { }, CancellationToken.None);
        var waited = Stopwatch.StartNew();
        while (state.IsAlive())
        {
            if (waited.Elapsed > StopPatience)
                throw new RefusedException(ExitCodes.Failed, $"The platform (process {state.Pid}) did not stop within {StopPatience.TotalSeconds:F0} s.");

            var left = InstanceState.Read(instance)?.Resources.Where(resource => resource.Pid is not null).Select(resource => resource.Name);
            onLeft(string.Join(", ", left ?? []));
            await Task.Delay(100);
        }
    }

    private static IEnumerable<int> LeftoversOf(InstanceState state) =>
        state.Resources.Select(resource => resource.Pid).OfType<int>().Where(pid => ProcessClock.StartOf(pid) is not null);
}
