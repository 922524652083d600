using System.CommandLine;
using Commerce.AppHost.Hosting.Monitoring;
using Spectre.Console;

namespace Commerce.Cli;

/// <summary>Stops a platform and deletes everything it has stored.</summary>
internal static class ResetCommand
{
    public static Command Create()
    {
        var portBase = Checkout.PortBaseOption();
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask." };
        var command = new Command("reset", "Stop the platform and delete its data.") { portBase, yes };
        command.SetAction((parsed, _) => ResetAsync(Checkout.ExistingInstance(parsed.GetValue(portBase)), parsed.GetValue(yes)));
        return command;
    }

    private static async Task<int> ResetAsync(InstanceDirectory instance, bool yes)
    {
        if (!Directory.Exists(instance.Root))
        {
            Screen.Line($"There are no data of port base {instance.PortBase}.");
            return ExitCodes.Ok;
        }

        if (!yes && !IsConfirmed(instance))
            return ExitCodes.Usage;

        await StopCommand.StopAsync(instance);
        await instance.DeleteAsync();
        Screen.Good($"The data of port base {instance.PortBase} are gone");
        return ExitCodes.Ok;
    }

    private static bool IsConfirmed(InstanceDirectory instance)
    {
        if (Screen.IsInteractive)
            return AnsiConsole.Confirm($"Delete all data of port base {instance.PortBase}?", defaultValue: false);

        throw new RefusedException(ExitCodes.Usage, "reset deletes all data. Say so with --yes.");
    }
}
