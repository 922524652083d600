using System.CommandLine;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.Cli;

/// <summary>Builds everything with warnings as errors, checks the formatting and runs every test.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("names") { Description = "Only the test projects whose name contains one of these; the format check is left out then.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("test", "Build, check and test everything.") { names };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(names) ?? []));
        return command;
    }

    private static async Task<int> RunAsync(string[] names)
    {
        using var interrupt = new Interrupt();
        try
        {
            return await TestAsync(names, interrupt.Token);
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            Screen.Line("Interrupted.");
            return ExitCodes.Interrupted;
        }
    }

    private static async Task<int> TestAsync(string[] names, CancellationToken ct)
    {
        var projects = TestProject.Find(names);
        if (projects.Count == 0)
            throw new RefusedException(ExitCodes.Usage, $"No test project is named like {string.Join(" or ", names)}.");

        await Prerequisites.EnsureAsync(ct);
        await CheckAsync("Building everything, warnings are errors", "Built", ["build", "Commerce.slnx", "-c", "Release", "-warnaserror", "-v", "quiet", "--tl:off", "--nologo"], ct);
        if (names.Length == 0)
            await CheckAsync("Checking the formatting", "Formatting is right", ["format", "Commerce.slnx", "--verify-no-changes", "--no-restore"], ct);

        await using var servers = await TestServers.StartAsync(ct);
        var outcomes = await new TestRun(servers.Environment).RunAsync(projects, ct);
        return TestReport.Write(outcomes);
    }

    private static async Task CheckAsync(string doing, string done, string[] arguments, CancellationToken ct)
    {
        var output = new List<string>();
        var exitCode = await Screen.StepAsync(doing, done, report => Tool.RunAsync("dotnet", arguments, line =>
        {
            output.Add(line);
            report(line.Trim());
        }, ct));
        if (exitCode == 0)
            return;

        var errors = output.Where(line => line.Contains(": error ", StringComparison.Ordinal)).Distinct().Take(40).ToList();
        throw new RefusedException(ExitCodes.BuildFailed, string.Join('\n', errors.Count > 0 ? errors : output.TakeLast(40)));
    }
}
