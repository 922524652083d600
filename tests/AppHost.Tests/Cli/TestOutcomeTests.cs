using Commerce.Cli;

namespace Commerce.AppHost.Tests;

/// <summary>The count at the end of ./commerce test must never be better than the tests.</summary>
public sealed class TestOutcomeTests : IDisposable
{
    private readonly string report = Path.GetTempFileName();

    [Fact]
    public void Of_CountsEachResult_AndNamesTheFailures()
    {
        Write("""
            <UnitTestResult testName="A" outcome="Passed" /><UnitTestResult testName="B" outcome="Passed" /><UnitTestResult testName="C" outcome="NotExecuted" />
            <UnitTestResult testName="D" outcome="Failed"><Output><ErrorInfo><Message>no stock</Message><StackTrace>at D</StackTrace></ErrorInfo></Output></UnitTestResult>
            """);

        var outcome = TestOutcome.Of("Some.Tests", 1, report, TimeSpan.Zero, []);

        Assert.Equal((2, 1, 1), (outcome.Passed, outcome.Failed, outcome.Skipped));
        Assert.Equal(new TestFailure("D", "no stock\nat D"), Assert.Single(outcome.Failures));
    }

    [Fact]
    public void Of_WithoutAReport_IsAFailure_WithTheLastLines()
    {
        File.Delete(report);

        var outcome = TestOutcome.Of("Some.Tests", 134, report, TimeSpan.Zero, ["Fatal error"]);

        Assert.Equal((0, 1), (outcome.Passed, outcome.Failed));
        Assert.Contains("Fatal error", outcome.Failures[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AProjectWithoutTests_IsAFailure()
    {
        Write("");
        Assert.Equal(1, TestOutcome.Of("Some.Tests", 0, report, TimeSpan.Zero, []).Failed);
    }

    [Fact]
    public void Of_ACrashAfterThePassingTests_IsAFailure()
    {
        Write("""<UnitTestResult testName="A" outcome="Passed" />""");
        Assert.Equal((1, 1), (TestOutcome.Of("Some.Tests", 139, report, TimeSpan.Zero, []) is var outcome ? outcome.Passed : 0, outcome.Failed));
    }

    public void Dispose() => File.Delete(report);

    private void Write(string results) =>
        File.WriteAllText(report, $"""<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>{results}</Results></TestRun>""");
}
