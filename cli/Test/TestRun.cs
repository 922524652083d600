using System.Diagnostics;

namespace Commerce.Cli;

/// <summary>Runs the test projects: small ones side by side, those that need the machine one after the other.</summary>
internal sealed class TestRun(IReadOnlyDictionary<string, string> environment)
{
    private const int LinesKept = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);
    private static readonly string Reports = Path.Combine(Checkout.Root, "artifacts", "test-results");

    public async Task<IReadOnlyList<TestOutcome>> RunAsync(IReadOnlyList<TestProject> projects, CancellationToken ct)
    {
        Directory.CreateDirectory(Reports);
        var outcomes = new List<TestOutcome>();
        var gate = new Lock();
        var together = new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 1, 4), CancellationToken = ct };
        await Parallel.ForEachAsync(projects.Where(project => !project.RunsAlone), together, async (project, token) => Add(await RunAsync(project, token)));
        foreach (var project in projects.Where(project => project.RunsAlone))
            Add(await RunAsync(project, ct));

        return outcomes;

        void Add(TestOutcome outcome)
        {
            lock (gate)
                outcomes.Add(outcome);
            TestReport.Write(outcome);
        }
    }

    private async Task<TestOutcome> RunAsync(TestProject project, CancellationToken ct)
    {
        var report = Path.Combine(Reports, $"{project.Name}.trx");
        File.Delete(report);
        var last = new Queue<string>();
        var watch = Stopwatch.StartNew();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            var exitCode = await Tool.RunAsync("dotnet", ["exec", project.Assembly, "-noLogo", "-trx", report], Keep, patience.Token, environment);
            return TestOutcome.Of(project.Name, exitCode, report, watch.Elapsed, last);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Keep($"stopped after {Patience.TotalMinutes:F0} minutes");
            return TestOutcome.Of(project.Name, -1, report, watch.Elapsed, last);
        }

        void Keep(string line)
        {
            last.Enqueue(line);
            if (last.Count > LinesKept)
                last.Dequeue();
        }
    }
}
