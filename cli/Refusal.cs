using System.CommandLine;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.Cli;

/// <summary>What the person asked for cannot be done, for a reason they can act on.</summary>
internal sealed class RefusedException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}

internal static class Refusal
{
    public static int Show(RefusedException refused)
    {
        Console.Error.WriteLine(refused.Message);
        return refused.ExitCode;
    }

    public static int Usage(ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
            Console.Error.WriteLine(error.Message);
        Console.Error.WriteLine($"See ./commerce {parsed.CommandResult.Command.Name} --help.".Replace(" Commerce.Cli", "", StringComparison.Ordinal));
        return ExitCodes.Usage;
    }
}
