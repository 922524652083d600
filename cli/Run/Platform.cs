using System.Diagnostics;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.Cli;

/// <summary>One started platform, from the outside: watched until it is healthy and, in the foreground, until it ends.</summary>
internal static class Platform
{
    private const int LogLinesOnFailure = 20;
    private const int NamesShown = 6;

    public static async Task<int> RunAsync(InstanceDirectory instance, bool detach, TimeSpan timeout, Interrupt interrupt, params string[] more)
    {
        using var appHost = AppHostProcess.Start(instance, detach, more: more);
        var state = await Screen.StepAsync("Starting", "Started", report => WaitUntilSettledAsync(instance, appHost, timeout, report, interrupt.Token));
        if (interrupt.Token.IsCancellationRequested)
            return await StopAsync(instance, state, ExitCodes.Interrupted);
        if (state.Phase != InstancePhases.Ready)
            return await FailAsync(instance, state, timeout);

        Welcome.Show(state);
        if (detach)
            return ExitCodes.Ok;

        Screen.Line("Press Ctrl-C to stop.");
        await Task.WhenAny(appHost.WaitForExitAsync(), Task.Delay(Timeout.Infinite, interrupt.Token));
        if (interrupt.Token.IsCancellationRequested)
            return await StopAsync(instance, state, ExitCodes.Ok);

        var end = InstanceState.Read(instance);
        Screen.Line(end?.Phase == InstancePhases.Stopped ? "The platform was stopped." : $"The platform ended unexpectedly with exit code {appHost.ExitCode}.");
        return end?.Phase == InstancePhases.Stopped ? ExitCodes.Ok : ExitCodes.Failed;
    }

    /// <summary>Answers the first state that is ready or failed, or the last one when time is up or the person interrupts.</summary>
    private static async Task<InstanceState> WaitUntilSettledAsync(
        InstanceDirectory instance, Process appHost, TimeSpan timeout, Action<string> report, CancellationToken interrupted)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var hasEnded = appHost.HasExited;
            var state = InstanceState.Read(instance) is { } read && read.Pid == appHost.Id ? read : null;
            if (state is { Phase: InstancePhases.Ready or InstancePhases.Failed })
                return state;
            if (hasEnded)
                return state ?? throw new RefusedException(await ExitCodeAsync(appHost), await LastLineAsync(instance));
            if (state is not null && (watch.Elapsed > timeout || interrupted.IsCancellationRequested))
                return state;

            if (state is not null)
                report(Progress(state.Resources));
            await Task.Delay(100, CancellationToken.None);
        }
    }

    private static string Progress(IReadOnlyList<ResourceSnapshot> resources)
    {
        var missing = resources.Where(resource => !ResourceTable.IsWell(resource)).ToList();
        return $"{resources.Count - missing.Count} of {resources.Count} healthy, waiting for {string.Join(", ", missing.Take(NamesShown).Select(r => r.Name))}{(missing.Count > NamesShown ? " …" : "")}";
    }

    private static async Task<int> FailAsync(InstanceDirectory instance, InstanceState state, TimeSpan timeout)
    {
        // Those that only wait for others are not the cause.
        var culprit = state.Failure?.Resource
            ?? state.Resources.FirstOrDefault(r => !ResourceTable.IsWell(r) && r.State != ResourceStates.Waiting)?.Name;
        Screen.Bad(state.Failure?.Message ?? $"{culprit ?? "The platform"} was not healthy after {timeout.TotalSeconds:F0} s.");
        if (culprit is not null && File.Exists(instance.LogOf(culprit)))
        {
            Screen.Line($"The last lines of {culprit} (all of them: {instance.LogOf(culprit)}):");
            foreach (var line in (await File.ReadAllLinesAsync(instance.LogOf(culprit))).TakeLast(LogLinesOnFailure))
                Screen.Line($"  {line}");
        }

        return await StopAsync(instance, state, state.Failure?.ExitCode ?? ExitCodes.Unhealthy);
    }

    private static async Task<int> StopAsync(InstanceDirectory instance, InstanceState state, int exitCode)
    {
        if (!state.IsAlive())
            return exitCode;

        return await Screen.StepAsync("Stopping", "Stopped", async report =>
        {
            await AppHostProcess.StopAsync(instance, state, report);
            return exitCode;
        });
    }

    private static async Task<int> ExitCodeAsync(Process appHost)
    {
        await appHost.WaitForExitAsync();
        return appHost.ExitCode;
    }

    private static async Task<string> LastLineAsync(InstanceDirectory instance) =>
        (await File.ReadAllLinesAsync(instance.LogOf("apphost"))).LastOrDefault(line => line.Length > 0) ?? "The AppHost ended without a word.";
}
