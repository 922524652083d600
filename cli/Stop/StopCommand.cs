using System.CommandLine;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.Cli;

/// <summary>Ends a running platform in order and keeps its data.</summary>
internal static class StopCommand
{
    public static Command Create()
    {
        var portBase = Checkout.PortBaseOption();
        var command = new Command("stop", "Stop the platform; its data stay.") { portBase };
        command.SetAction((parsed, _) => StopAsync(Checkout.ExistingInstance(parsed.GetValue(portBase))));
        return command;
    }

    public static async Task<int> StopAsync(InstanceDirectory instance)
    {
        var state = InstanceState.Read(instance);
        if (state is null || !state.IsAlive())
        {
            if (state is not null)
                await AppHostProcess.WaitForLeftoversAsync(state);
            Screen.Line("Nothing is running.");
            return ExitCodes.Ok;
        }

        return await Screen.StepAsync("Stopping", "Stopped", async report =>
        {
            await AppHostProcess.StopAsync(instance, state, report);
            return ExitCodes.Ok;
        });
    }
}
