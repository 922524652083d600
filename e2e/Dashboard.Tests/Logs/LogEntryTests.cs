using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.DeveloperDashboard;

public sealed class LogEntryTests
{
    private static readonly string[] Tags = ["a", "b"];
    private static readonly DateTimeOffset Read = new(2026, 3, 14, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void StructuredLine_GivesTimeSeverityMessageAndFields()
    {
        var entry = Parse(SamplePlatform.Json("Warning", "Slow\nanswer", new { elapsedMs = 2140, tags = Tags }));

        Assert.Equal(new(2026, 3, 14, 9, 26, 53, 589, TimeSpan.Zero), entry.Time);
        Assert.Equal(LogSeverity.Warning, entry.Severity);
        Assert.Equal("Slow ⏎ answer", entry.Message);
        Assert.Contains(new("metadata.elapsedMs", "2140"), entry.Fields());
        Assert.Contains(new("metadata.tags", """["a","b"]"""), entry.Fields());
    }

    [Theory]
    [InlineData("""{"level":"Error","message":"cut sho""")]
    [InlineData("""{"no":"message"}""")]
    [InlineData("{}")]
    [InlineData("{not json}")]
    [InlineData("""["message"]""")]
    [InlineData("")]
    public void OtherLine_IsShownAsItIs(string text)
    {
        var entry = Parse(text);

        Assert.Equal(text, entry.Message);
        Assert.Equal(Read, entry.Time);
        Assert.False(entry.IsStructured);
        Assert.Empty(entry.Fields());
    }

    [Theory]
    [InlineData("""{"message":5,"level":3,"timestamp":12}""", "5")]
    [InlineData("""{"message":null,"timestamp":"yesterday"}""", "")]
    public void StructuredLine_WithOddValues_IsStillRead(string text, string message)
    {
        var entry = Parse(text);

        Assert.Equal(message, entry.Message);
        Assert.Equal(LogSeverity.Unknown, entry.Severity);
        Assert.Equal(Read, entry.Time);
    }

    [Theory]
    [InlineData("info: Microsoft.Hosting.Lifetime[14]", LogSeverity.Information)]
    [InlineData("fail: Microsoft.AspNetCore[1]", LogSeverity.Error)]
    [InlineData("2026-03-14 09:26:50.101 UTC [812] LOG:  database system is ready", LogSeverity.Information)]
    [InlineData("2026-03-14 09:26:50.101 UTC [812] FATAL:  the database system is starting up", LogSeverity.Critical)]
    [InlineData("2026-03-14 09:26:50.101 CEST [812] WARNING:  there is no transaction", LogSeverity.Warning)]
    [InlineData("812:M 14 Mar 2026 09:26:53.001 # Out of memory", LogSeverity.Warning)]
    [InlineData("812:M 14 Mar 2026 09:26:53.001 * Ready", LogSeverity.Information)]
    [InlineData("Now listening on: http://127.0.0.1:7000", LogSeverity.Unknown)]
    [InlineData("an ERROR: in the middle", LogSeverity.Unknown)]
    public void PlainLine_GivesTheSeverityItNames(string text, LogSeverity severity) => Assert.Equal(severity, Parse(text).Severity);

    [Theory]
    [InlineData("\u001b[1;31mred\u001b[0m text", "red text")]
    [InlineData("\u001b]8;;https://example.com\u0007link\u001b]8;;\u0007", "link")]
    [InlineData("\u001b]0;title\u001b\\rest", "rest")]
    [InlineData("a\u001b(Bb\u001b[?25hc\u009b2Kd", "abcd")]
    [InlineData("tab\tstays, bell\u0007 and null\0 go", "tab\tstays, bell and null go")]
    [InlineData("cut \u001b[3", "cut 3")]
    [InlineData("plain [31m is no code", "plain [31m is no code")]
    public void TerminalCodes_AreTakenOut(string text, string expected) => Assert.Equal(expected, AnsiText.Strip(text));

    private static LogEntry Parse(string text) => LogEntry.Parse(new LogLine(1, Read, "ordering", text, IsError: false));
}
