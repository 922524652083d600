using System.Globalization;
using System.Text;

namespace Commerce.Cli;

/// <summary>The outcome as a document.</summary>
internal static class ChaosReport
{
    private const int LinesShown = 50;

    public static string Of(ChaosOutcome outcome, TimeSpan goal, DateTimeOffset at)
    {
        var text = new StringBuilder();
        text.AppendLine(Invariant($"# Chaos, {at:yyyy-MM-dd HH:mm} UTC: {(outcome.Holds ? "everything holds" : "something broke")}"));
        Faults(text, outcome, goal);
        Clients(text, outcome);
        Promises(text, outcome);
        return text.ToString();
    }

    public static string Seconds(TimeSpan? time) => time is { } known ? known.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture) : "–";

    private static void Faults(StringBuilder text, ChaosOutcome outcome, TimeSpan goal)
    {
        text.AppendLine().AppendLine(Invariant($"## Faults (an order placed after the fault is to be confirmed within {goal.TotalSeconds:F0} s)")).AppendLine();
        text.AppendLine("| fault | recovery s | all healthy s | orders meanwhile | failed calls | |").AppendLine("|---|---|---|---|---|---|");
        foreach (var row in outcome.Rows)
            text.AppendLine(Invariant($"| {row.Fault} | {Seconds(row.Recovery)} | {Seconds(row.Well)} | {row.Orders} | {row.FailedCalls} | {Remark(row)} |"));
    }

    private static string Remark(ChaosRow row) => row switch
    {
        { Skipped: { } reason } => $"skipped: {reason}",
        { Problem: { } problem } => problem,
        _ => row.IsInTime ? "" : "too late",
    };

    private static void Clients(StringBuilder text, ChaosOutcome outcome)
    {
        text.AppendLine().AppendLine("## What the clients know").AppendLine();
        text.AppendLine(Invariant($"{outcome.Orders.Count} orders placed: {outcome.Orders.Count(o => o.WasConfirmed)} confirmed, of these {outcome.Orders.Count(o => o.CancellationGranted)} called off and {outcome.Orders.Count(o => o.IsDispatched)} dispatched."));
        foreach (var refusals in outcome.Orders.Where(o => o.Refusal is not null).GroupBy(o => o.Refusal).OrderBy(g => g.Key, StringComparer.Ordinal))
            text.AppendLine(Invariant($"- refused with `{refusals.Key}`: {refusals.Count()}"));
        foreach (var (how, count) in outcome.Failures.OrderByDescending(f => f.Value))
            text.AppendLine(Invariant($"- calls that failed with `{how.Trim()}` and were made again: {count}"));
        text.AppendLine(Invariant($"- calls that failed while nothing was wrong: {outcome.StrayFailures}"));
        text.AppendLine().AppendLine(outcome.Contradictions.Count == 0 ? "The shop contradicts none of it." : Invariant($"{outcome.Contradictions.Count} contradictions:")).AppendLine();
        Lines(text, outcome.Contradictions);
    }

    private static void Promises(StringBuilder text, ChaosOutcome outcome)
    {
        text.AppendLine("## Promises, checked on the databases").AppendLine();
        if (!outcome.IsAtRest)
            text.AppendLine("The platform did not come to rest: something is still on its way.").AppendLine();
        foreach (var verdict in outcome.Verdicts)
        {
            text.AppendLine(Invariant($"- {verdict.Id} {verdict.Promise}: {(verdict.Holds ? "holds" : Invariant($"{verdict.Violations.Count} violations"))}"));
            Lines(text, verdict.Violations);
        }
    }

    private static void Lines(StringBuilder text, IReadOnlyList<string> lines)
    {
        foreach (var line in lines.Take(LinesShown))
            text.AppendLine(Invariant($"  - {line}"));
        if (lines.Count > LinesShown)
            text.AppendLine(Invariant($"  - … and {lines.Count - LinesShown} more"));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
