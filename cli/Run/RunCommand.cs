using System.CommandLine;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.Cli;

/// <summary>Installs what is missing, builds, starts the platform and waits until all of it is healthy.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var portBase = Checkout.PortBaseOption();
        var detach = new Option<bool>("--detach", "-d") { Description = "Return once everything is healthy; ./commerce stop ends it." };
        var noBuild = new Option<bool>("--no-build") { Description = "Start what was built last." };
        var timeout = new Option<int>("--timeout") { Description = "Seconds to wait until everything is healthy.", DefaultValueFactory = _ => 300, HelpName = "SECONDS" };
        var faults = new Option<bool>("--faults") { Description = "Let ./commerce chaos make the services fail.", Hidden = true };
        var command = new Command("run", "Start the platform.") { portBase, detach, noBuild, timeout, faults };
        command.SetAction((parsed, _) => RunAsync(
            Checkout.InstanceToStart(parsed.GetValue(portBase)),
            new Options(parsed.GetValue(detach), !parsed.GetValue(noBuild), TimeSpan.FromSeconds(parsed.GetValue(timeout)), parsed.GetValue(faults))));
        return command;
    }

    private static async Task<int> RunAsync(InstanceDirectory instance, Options options)
    {
        if (InstanceState.Read(instance) is { } running && running.IsAlive())
            return AlreadyRunning(running, options);

        using var interrupt = new Interrupt();
        try
        {
            Preflight.Check(instance);
            await Prerequisites.EnsureAsync(interrupt.Token);
            if (options.Build)
                await PlatformBuild.EnsureAsync(interrupt.Token);
            return await Platform.RunAsync(instance, options.Detach, options.Timeout, interrupt, options.Faults ? ["--faults", "on"] : []);
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            Screen.Line("Interrupted before the platform was started.");
            return ExitCodes.Interrupted;
        }
    }

    private static int AlreadyRunning(InstanceState running, Options options)
    {
        Screen.Line($"The platform is already running (process {running.Pid}).");
        Welcome.Show(running);
        return options.Detach && running.Phase == InstancePhases.Ready ? ExitCodes.Ok : ExitCodes.AlreadyRunning;
    }

    private sealed record Options(bool Detach, bool Build, TimeSpan Timeout, bool Faults);
}
