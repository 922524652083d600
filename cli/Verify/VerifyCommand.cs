using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Commerce.AppHost.Hosting.Monitoring;
using Spectre.Console;

namespace Commerce.Cli;

/// <summary>Checks the promises of a running platform from outside, on its databases and the payment provider's own records.</summary>
internal static class VerifyCommand
{
    private const int LinesShown = 10;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var portBase = Checkout.PortBaseOption();
        var json = new Option<bool>("--json") { Description = "Print the result as JSON, for scripts." };
        var wait = new Option<int>("--wait") { Description = "Wait up to this many seconds for the platform to come to rest first.", DefaultValueFactory = _ => 10 };
        var poisoned = new Option<long>("--poisoned") { Description = "How many messages were poisoned on purpose." };
        var command = new Command("verify", "Check every promise of the running platform from outside.") { portBase, json, wait, poisoned };
        command.SetAction((parsed, ct) => RunAsync(
            RunningShop.Find(parsed.GetValue(portBase)), parsed.GetValue(json), parsed.GetValue(wait), parsed.GetValue(poisoned), ct));
        return command;
    }

    /// <summary>Every promise that applies to what is built.</summary>
    public static IReadOnlyList<Invariant> Invariants(long poisoned) =>
    [
        MoneyInvariants.Ledger,
        MoneyInvariants.ChargedOnce,
        StockInvariants.NeverOversold,
        MoneyInvariants.PaidMeansOrdered,
        MessageInvariants.NothingLostNothingTwice,
        OrderInvariants.Histories,
        OrderInvariants.ReadModels,
        OrderInvariants.NothingStuck,
        OrderInvariants.OneEffectPerIntent,
        MessageInvariants.DeadLetters(poisoned),
    ];

    /// <summary>Runs every check and collects what each found.</summary>
    public static async Task<IReadOnlyList<Verdict>> VerifyAsync(Stores stores, long poisoned, CancellationToken ct)
    {
        var verdicts = new List<Verdict>();
        foreach (var invariant in Invariants(poisoned))
        {
            var began = Stopwatch.GetTimestamp();
            var violations = new List<string>();
            foreach (var check in invariant.Checks)
                violations.AddRange((await check.FindAsync(stores, ct)).Select(line => $"{check.Name}: {line}"));
            verdicts.Add(new Verdict(invariant.Id, invariant.Promise, violations, Stopwatch.GetElapsedTime(began).TotalMilliseconds));
        }

        return verdicts;
    }

    private static async Task<int> RunAsync(RunningShop shop, bool asJson, int wait, long poisoned, CancellationToken ct)
    {
        await using var stores = new Stores(shop.Database("postgres"), shop.Brokers);
        var isAtRest = await RestAsync(stores, TimeSpan.FromSeconds(wait), ct);
        var verdicts = await VerifyAsync(stores, poisoned, ct);
        if (asJson)
            Console.WriteLine(JsonSerializer.Serialize(new { atRest = isAtRest, verdicts }, Json));
        else
            Show(verdicts, isAtRest);
        return verdicts.All(v => v.Holds) ? ExitCodes.Ok : ExitCodes.Failed;
    }

    /// <summary>Waits until nothing is on its way any more; false when time is up.</summary>
    public static async Task<bool> RestAsync(Stores stores, TimeSpan atMost, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        do
        {
            // Twice, because between two looks a message may be in neither place.
            if (await MessageInvariants.IsAtRestAsync(stores, ct) && await MessageInvariants.IsAtRestAsync(stores, ct))
                return true;
            await Task.Delay(PollInterval, ct);
        }
        while (Stopwatch.GetElapsedTime(began) < atMost);
        return false;
    }

    private static void Show(IReadOnlyList<Verdict> verdicts, bool isAtRest)
    {
        if (!isAtRest)
            Screen.Line("The platform is not at rest: what is on its way may look like a violation.");
        var table = new Table().AddColumns("", "promise", "", "ms");
        foreach (var verdict in verdicts)
            table.AddRow(verdict.Id, Markup.Escape(verdict.Promise), verdict.Holds ? "[green]holds[/]" : $"[red]{verdict.Violations.Count} violations[/]", $"{verdict.Milliseconds:F0}");
        AnsiConsole.Write(table);
        foreach (var broken in verdicts.Where(v => !v.Holds))
        {
            Screen.Bad($"{broken.Id}: {broken.Promise}");
            foreach (var line in broken.Violations.Take(LinesShown))
                Screen.Line($"    {line}");
            if (broken.Violations.Count > LinesShown)
                Screen.Line($"    … and {broken.Violations.Count - LinesShown} more");
        }
    }

    /// <summary>What the checks of one promise found.</summary>
    internal sealed record Verdict(string Id, string Promise, IReadOnlyList<string> Violations, double Milliseconds)
    {
        public bool Holds => Violations.Count == 0;
    }
}
