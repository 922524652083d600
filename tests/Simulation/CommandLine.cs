using System.Diagnostics;
using System.Globalization;

namespace Commerce.Simulation;

/// <summary>What <c>./commerce simulate</c> was asked for.</summary>
internal static class CommandLine
{
    private const int Good = 0;
    private const int Violated = 1;
    private const int LinesShown = 400;
    private const int SeedsShown = 20;

    public static int Run(string[] args, TextWriter screen)
    {
        var asked = Asked.Parse(args);
        if (asked.Seed is { } seed)
            return One(asked, seed, screen);
        var began = Stopwatch.GetTimestamp();
        var sweep = Sweep.Of(asked.From, asked.Seeds, asked.Play);
        var took = Stopwatch.GetElapsedTime(began);
        foreach (var (what, count) in sweep.Counts.OrderBy(c => c.Key, StringComparer.Ordinal))
            screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,14:N0}  {what}"));
        screen.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{sweep.Played:N0} seeds from {asked.From} in {took.TotalSeconds:F1} s ({sweep.Played / took.TotalMinutes:N0} a minute), {sweep.Failures.Count} failed"));
        if (sweep.Failures.Count == 0)
            return Good;
        foreach (var failure in sweep.Failures.Take(SeedsShown))
            screen.WriteLine($"Seed {failure.Settings.Seed}: {failure.Violations[0]}");
        return Explain(asked, sweep.Failures[0], screen);
    }

    private static int One(Asked asked, long seed, TextWriter screen)
    {
        var result = asked.Play(seed, asked.Without, asked.Shoppers);
        if (asked.Trace || !result.IsGood)
            Show(result, screen, int.MaxValue);
        screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}: trace {result.TraceHash:x16}, {result.World.Agenda.Steps} steps, {result.Violations.Count} violations"));
        return result.IsGood ? Good : Violated;
    }

    // The smallest world in which it still goes wrong is the one to read.
    private static int Explain(Asked asked, SeedResult failed, TextWriter screen)
    {
        var small = Shrinking.Of(failed.Settings.Seed, asked.Play);
        screen.WriteLine();
        Show(small.Result, screen, LinesShown);
        screen.WriteLine();
        screen.WriteLine($"Replay it with: ./commerce simulate {asked.WorldArguments()}{small.Arguments()} --trace");
        return Violated;
    }

    private static void Show(SeedResult result, TextWriter screen, int lines)
    {
        var trace = result.World.Trace.Lines;
        if (trace.Count > lines)
            screen.WriteLine($"… {trace.Count - lines} lines before");
        foreach (var line in trace.TakeLast(lines))
            screen.WriteLine(line);
        foreach (var violation in result.Violations)
            screen.WriteLine($"VIOLATED  {violation}");
    }
}
