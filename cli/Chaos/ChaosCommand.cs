using System.CommandLine;
using System.Globalization;
using Commerce.AppHost.Hosting.Monitoring;
using Spectre.Console;

namespace Commerce.Cli;

/// <summary>Makes a running platform fail in every known way while shoppers buy, and checks that nobody was told anything wrong.</summary>
internal static class ChaosCommand
{
    private const int LinesShown = 10;

    public static Command Create()
    {
        var portBase = Checkout.PortBaseOption();
        var only = new Option<string[]>("--only") { Description = "These faults, divided by commas; the beginning of a name means all that begin so.", HelpName = "NAME,…", DefaultValueFactory = _ => [] };
        var rounds = new Option<int>("--rounds") { Description = "How often each fault is done.", DefaultValueFactory = _ => 1 };
        var goal = new Option<int>("--goal") { Description = "Within how many seconds an order must be possible again.", DefaultValueFactory = _ => 30, HelpName = "SECONDS" };
        var list = new Option<bool>("--list") { Description = "Only name the faults." };
        var report = new Option<FileInfo?>("--report") { Description = "Also write a report (Markdown) to this file." };
        var command = new Command("chaos", "Make the platform fail (started with run --faults), and check that nothing is lost.") { portBase, only, rounds, goal, report, list };
        command.SetAction((parsed, ct) => parsed.GetValue(list) ? List() : RunAsync(
            RunningShop.Find(parsed.GetValue(portBase)),
            Fault.Chosen([.. parsed.GetValue(only)!.SelectMany(names => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))]),
            parsed.GetValue(rounds),
            TimeSpan.FromSeconds(parsed.GetValue(goal)),
            parsed.GetValue(report),
            ct));
        return command;
    }

    private static Task<int> List()
    {
        foreach (var fault in Fault.All)
            Screen.Line(fault.Name);
        return Task.FromResult(ExitCodes.Ok);
    }

    private static async Task<int> RunAsync(RunningShop shop, IReadOnlyList<Fault> faults, int rounds, TimeSpan goal, FileInfo? report, CancellationToken ct)
    {
        var outcome = await ChaosRun.RunAsync(shop, goal, faults, rounds, Say, ct);
        Show(outcome);
        if (report is not null)
            await File.WriteAllTextAsync(report.FullName, ChaosReport.Of(outcome, goal, TimeProvider.System.GetUtcNow()), ct);
        return outcome.Holds ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static void Say(ChaosRow row)
    {
        if (row.Skipped is { } reason)
            Screen.Line($"{row.Fault}: skipped, {reason}");
        else if (row.IsInTime)
            Screen.Good(string.Create(CultureInfo.InvariantCulture, $"{row.Fault}: an order {ChaosReport.Seconds(row.Recovery)} s later"));
        else
            Screen.Bad($"{row.Fault}: {row.Problem ?? $"an order only {ChaosReport.Seconds(row.Recovery)} s later"}");
    }

    private static void Show(ChaosOutcome outcome)
    {
        var table = new Table().AddColumns("fault", "recovery s", "all healthy s", "orders meanwhile", "failed calls");
        foreach (var row in outcome.Rows.Where(row => row.Skipped is null))
        {
            table.AddRow(
                Markup.Escape(row.Fault), row.IsInTime ? ChaosReport.Seconds(row.Recovery) : $"[red]{ChaosReport.Seconds(row.Recovery)}[/]", ChaosReport.Seconds(row.Well),
                row.Orders.ToString(CultureInfo.InvariantCulture), row.FailedCalls.ToString(CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
        if (!outcome.IsAtRest)
            Screen.Bad("The platform did not come to rest.");
        ShowLines($"{outcome.Orders.Count} orders: what the clients were told is so", outcome.Contradictions);
        foreach (var verdict in outcome.Verdicts)
            ShowLines($"{verdict.Id} {verdict.Promise}", verdict.Violations);
    }

    private static void ShowLines(string promise, IReadOnlyList<string> violations)
    {
        if (violations.Count == 0)
        {
            Screen.Good(promise);
            return;
        }

        Screen.Bad($"{promise}: {violations.Count} violations");
        foreach (var line in violations.Take(LinesShown))
            Screen.Line($"    {line}");
    }
}
