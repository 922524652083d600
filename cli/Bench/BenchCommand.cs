using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Commerce.Cli;

/// <summary>Measures the running platform from outside and prints medians, with the limit measured in the same run beside them.</summary>
internal static class BenchCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly IReadOnlyDictionary<string, Func<RunningShop, TimeSpan, CancellationToken, Task<IReadOnlyList<Figure>>>> Suites =
        new Dictionary<string, Func<RunningShop, TimeSpan, CancellationToken, Task<IReadOnlyList<Figure>>>>
        {
            ["memory"] = PlatformBench.MemoryAsync,
            ["latency"] = OrderBench.LatencyAsync,
            ["orders"] = OrderBench.ThroughputAsync,
            ["race"] = RaceBench.RunAsync,
            ["events"] = EventBench.RunAsync,
            ["messages"] = MessageBench.RunAsync,
            ["reads"] = ReadBench.RunAsync,
            ["lists"] = ListBench.RunAsync,
            ["sign-in"] = SignInBench.RunAsync,
        };

    public static Command Create()
    {
        var portBase = Checkout.PortBaseOption();
        var what = new Argument<string[]>("what") { Description = $"{string.Join(", ", Suites.Keys)}; all of them when nothing is named.", Arity = ArgumentArity.ZeroOrMore };
        what.AcceptOnlyFromAmong([.. Suites.Keys]);
        var seconds = new Option<int>("--seconds") { Description = "How long each measured window lasts.", DefaultValueFactory = _ => 10 };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file." };
        var command = new Command("bench", "Measure the running platform.") { what, portBase, seconds, json };
        command.SetAction((parsed, ct) => RunAsync(
            RunningShop.Find(parsed.GetValue(portBase)),
            parsed.GetValue(what) is { Length: > 0 } chosen ? chosen : [.. Suites.Keys],
            TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            parsed.GetValue(json),
            ct));
        return command;
    }

    private static async Task<int> RunAsync(RunningShop shop, string[] suites, TimeSpan window, FileInfo? file, CancellationToken ct)
    {
        var figures = new List<Figure>();
        foreach (var suite in suites)
            figures.AddRange(await Screen.StepAsync($"Measuring {suite}", $"Measured {suite}", _ => Suites[suite](shop, window, ct)));

        var table = new Table().AddColumns("what", "measured", "to reach", "");
        foreach (var figure in figures)
        {
            table.AddRow(
                Markup.Escape(figure.What), Markup.Escape(figure.Measured), Markup.Escape(figure.Goal),
                figure.IsReached switch { true => "[green]reached[/]", false => "[red]missed[/]", null => "" });
        }

        AnsiConsole.Write(table);
        if (file is not null)
            await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(figures, Json), ct);
        return figures.Any(f => f.IsReached == false) ? AppHost.Hosting.Monitoring.ExitCodes.Failed : AppHost.Hosting.Monitoring.ExitCodes.Ok;
    }
}

/// <summary>One measured figure.</summary>
/// <param name="IsReached">Null where there is nothing to reach.</param>
internal sealed record Figure(string What, string Measured, string Goal = "", bool? IsReached = null);
