namespace Commerce.DeveloperDashboard;

public sealed class LogBufferTests
{
    [Fact]
    public void Append_AboveCapacity_ForgetsTheOldestAndSaysHowManyShownOnesWent()
    {
        var buffer = new LogBuffer(capacity: 100);
        buffer.Filter("even", LogSeverity.Unknown);

        var gone = Enumerable.Range(1, 120).Sum(n => buffer.Append([Entry(n, n % 2 == 0 ? "even" : "odd")]));

        Assert.InRange(buffer.Count, 100, 110);
        Assert.Equal(120 - buffer.Count, gone * 2, tolerance: 1);
        Assert.Equal(60 - gone, buffer.Shown.Count);
        Assert.Equal(120, buffer.Shown[^1].Number);
    }

    [Fact]
    public void Filter_TakesTextAndSeverityTogether()
    {
        var buffer = new LogBuffer(capacity: 100);
        buffer.Append([Entry(1, "a", LogSeverity.Error), Entry(2, "A", LogSeverity.Warning), Entry(3, "b", LogSeverity.Error), Entry(4, "a", LogSeverity.Debug)]);

        buffer.Filter("a", LogSeverity.Warning);
        buffer.Append([Entry(5, "a", isError: true), Entry(6, "a")]);

        Assert.Equal([1, 2, 5], buffer.Shown.Select(e => e.Number));
    }

    private static LogEntry Entry(long number, string text, LogSeverity severity = LogSeverity.Unknown, bool isError = false) =>
        new(number, DateTimeOffset.UnixEpoch, severity, text, text, isError, IsStructured: false);
}
