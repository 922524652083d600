using System.CommandLine;
using System.Globalization;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.Cli;

/// <summary>The repository that the command belongs to, and the platforms started from it.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    public static Option<int?> PortBaseOption() => new("--port-base")
    {
        Description = $"The platform whose gateway listens on this port (default {InstanceDirectory.DefaultPortBase}).",
        HelpName = "N",
    };

    public static InstanceDirectory InstanceToStart(int? portBase)
    {
        var chosen = portBase ?? Configured() ?? InstanceDirectory.DefaultPortBase;
        return chosen is > 1023 and < 65536 - Ports.Span
            ? new InstanceDirectory(Root, chosen)
            : throw new RefusedException(ExitCodes.Usage, $"--port-base must lie between 1024 and {65535 - Ports.Span}.");
    }

    /// <summary>The named platform; without a name the one that runs, which then must be the only one.</summary>
    public static InstanceDirectory ExistingInstance(int? portBase)
    {
        if ((portBase ?? Configured()) is { } named)
            return new InstanceDirectory(Root, named);

        var all = InstanceDirectory.FindAll(Root);
        var alive = all.Where(instance => InstanceState.Read(instance)?.IsAlive() is true).ToList();
        return alive.Count switch
        {
            0 => all.Count == 1 ? all[0] : new InstanceDirectory(Root, InstanceDirectory.DefaultPortBase),
            1 => alive[0],
            _ => throw new RefusedException(
                ExitCodes.Usage, $"Several platforms are running: choose one with --port-base {string.Join(" or ", alive.Select(one => one.PortBase))}."),
        };
    }

    private static int? Configured() =>
        Environment.GetEnvironmentVariable("COMMERCE_PORT_BASE") is { Length: > 0 } value
            ? int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var portBase)
                ? portBase
                : throw new RefusedException(ExitCodes.Usage, $"COMMERCE_PORT_BASE is not a number: {value}")
            : null;

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Commerce.slnx")))
                return folder;
        }

        throw new RefusedException(ExitCodes.Failed, "The command does not lie inside a checkout of Commerce.");
    }
}
