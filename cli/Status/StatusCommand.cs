using System.CommandLine;
using Commerce.AppHost.Hosting.Monitoring;
using Spectre.Console;

namespace Commerce.Cli;

/// <summary>Lists what runs, where it listens and how it is.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var portBase = Checkout.PortBaseOption();
        var json = new Option<bool>("--json") { Description = "Print the state as JSON, for scripts." };
        var command = new Command("status", "List each resource with its state, health, process and URLs.") { portBase, json };
        command.SetAction(parsed => Show(Checkout.ExistingInstance(parsed.GetValue(portBase)), parsed.GetValue(json)));
        return command;
    }

    private static int Show(InstanceDirectory instance, bool asJson)
    {
        var state = Current(instance);
        if (asJson)
            Console.WriteLine(state.ToJson());
        else
            Write(state);

        return state switch
        {
            { Phase: InstancePhases.Stopped } => ExitCodes.NotRunning,
            { Phase: InstancePhases.Ready } when state.Resources.All(ResourceTable.IsWell) => ExitCodes.Ok,
            _ => ExitCodes.Unhealthy,
        };
    }

    /// <summary>The file outlives a killed runner; nothing it lists is running then.</summary>
    private static InstanceState Current(InstanceDirectory instance)
    {
        var state = InstanceState.Read(instance);
        if (state?.IsAlive() is true)
            return state;

        return new InstanceState(instance.PortBase, 0, 0, InstancePhases.Stopped, state?.StartedAt ?? default, null, null, state?.Failure, []);
    }

    private static void Write(InstanceState state)
    {
        if (state.Phase == InstancePhases.Stopped)
        {
            Screen.Line("Nothing is running. Start it with ./commerce run.");
            return;
        }

        AnsiConsole.Write(ResourceTable.Of(state.Resources));
        Screen.Line($"{state.Phase}, process {state.Pid}, since {state.StartedAt:yyyy-MM-dd HH:mm:ss} UTC");
        if (state.Dashboard is { } dashboard)
            Screen.Line($"Dashboard {dashboard}");
    }
}
