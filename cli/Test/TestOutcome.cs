using System.Globalization;
using System.Xml.Linq;

namespace Commerce.Cli;

internal sealed record TestFailure(string Test, string Message);

/// <summary>What one test project's run came to.</summary>
internal sealed record TestOutcome(string Project, int Passed, int Failed, int Skipped, TimeSpan Duration, IReadOnlyList<TestFailure> Failures)
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>A run that ends without a report, or without a test, has failed: silence is not success.</summary>
    public static TestOutcome Of(string project, int exitCode, string reportFile, TimeSpan duration, IEnumerable<string> lastLines)
    {
        if (!File.Exists(reportFile))
            return Broken(project, duration, $"ended with exit code {exitCode} and no report:\n{string.Join('\n', lastLines)}");

        var run = XDocument.Load(reportFile).Root!;
        var results = run.Descendants(Trx + "UnitTestResult").ToList();
        var counts = results.GroupBy(result => (string)result.Attribute("outcome")!).ToDictionary(group => group.Key, group => group.Count());
        var passed = counts.GetValueOrDefault("Passed");
        var skipped = counts.GetValueOrDefault("NotExecuted");
        var failures = results.Where(result => (string?)result.Attribute("outcome") is not ("Passed" or "NotExecuted")).Select(Failure).ToList();
        if (results.Count == 0)
            return Broken(project, duration, "contains no test");
        if (exitCode != 0 && failures.Count == 0)
            failures.Add(new TestFailure(project, string.Create(CultureInfo.InvariantCulture, $"ended with exit code {exitCode} although no test failed:\n{string.Join('\n', lastLines)}")));

        return new TestOutcome(project, passed, failures.Count, skipped, duration, failures);
    }

    private static TestOutcome Broken(string project, TimeSpan duration, string message) =>
        new(project, 0, 1, 0, duration, [new TestFailure(project, message)]);

    private static TestFailure Failure(XElement result)
    {
        var error = result.Descendants(Trx + "ErrorInfo").FirstOrDefault();
        return new TestFailure(
            (string)result.Attribute("testName")!,
            $"{(string?)error?.Element(Trx + "Message")}\n{(string?)error?.Element(Trx + "StackTrace")}".Trim());
    }
}
