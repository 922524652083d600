using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.Cli;

internal static class TestReport
{
    public static void Write(TestOutcome outcome)
    {
        var text = $"{outcome.Project}: {Count(outcome.Passed, outcome.Failed, outcome.Skipped)} ({outcome.Duration.TotalSeconds:F0} s)";
        if (outcome.Failed == 0)
            Screen.Good(text);
        else
            Screen.Bad(text);
    }

    /// <summary>Ends with the line that scripts read.</summary>
    public static int Write(IReadOnlyList<TestOutcome> outcomes)
    {
        foreach (var failure in outcomes.SelectMany(outcome => outcome.Failures))
        {
            Screen.Line("");
            Screen.Bad(failure.Test);
            Screen.Line(failure.Message);
        }

        var failed = outcomes.Sum(outcome => outcome.Failed);
        Screen.Line("");
        Console.WriteLine(Count(outcomes.Sum(outcome => outcome.Passed), failed, outcomes.Sum(outcome => outcome.Skipped)));
        return failed == 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static string Count(int passed, int failed, int skipped) =>
        skipped == 0 ? $"{passed} passed, {failed} failed" : $"{passed} passed, {failed} failed, {skipped} skipped";
}
