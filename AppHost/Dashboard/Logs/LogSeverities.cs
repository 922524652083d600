using System.Text.RegularExpressions;

namespace Commerce.DeveloperDashboard;

/// <summary>The words by which the platform's processes name a severity.</summary>
internal static partial class LogSeverities
{
    public static LogSeverity FromName(ReadOnlySpan<char> name)
    {
        Span<char> upper = stackalloc char[16];
        var length = name.Trim().Length <= upper.Length ? name.Trim().ToUpperInvariant(upper) : 0;
        return upper[..Math.Max(0, length)] switch
        {
            "TRCE" or "TRACE" or "VERBOSE" => LogSeverity.Trace,
            "DBUG" or "DEBUG" or "DEBUG1" or "DEBUG2" or "DEBUG3" or "DEBUG4" or "DEBUG5" => LogSeverity.Debug,
            "INFO" or "INFORMATION" or "LOG" or "NOTICE" or "STATEMENT" or "DETAIL" or "HINT" or "CONTEXT" => LogSeverity.Information,
            "WARN" or "WARNING" => LogSeverity.Warning,
            "FAIL" or "ERROR" => LogSeverity.Error,
            "CRIT" or "CRITICAL" or "FATAL" or "PANIC" => LogSeverity.Critical,
            _ => LogSeverity.Unknown,
        };
    }

    /// <summary>Reads the severity that .NET's console ("warn: Category"), PostgreSQL ("… ERROR:  …") and Redis ("12:M … # …") put into a line.</summary>
    public static LogSeverity FromPlainText(string text)
    {
        if (NamedSeverity().Match(text) is { Success: true } named)
            return FromName(named.Groups[1].ValueSpan);
        return RedisLine().Match(text) is { Success: true } redis
            ? redis.Groups[1].ValueSpan[0] switch
            {
                '#' => LogSeverity.Warning,
                '.' => LogSeverity.Debug,
                _ => LogSeverity.Information,
            }
            : LogSeverity.Unknown;
    }

    public static string Label(LogSeverity severity) => severity switch
    {
        LogSeverity.Trace => "Trace",
        LogSeverity.Debug => "Debug",
        LogSeverity.Information => "Info",
        LogSeverity.Warning => "Warning",
        LogSeverity.Error => "Error",
        LogSeverity.Critical => "Critical",
        _ => "",
    };

    [GeneratedRegex(@"^(?:[^a-zA-Z]*(?:UTC|GMT|[A-Z]{3,4})? ?\[?\d*\]? ?)(trce|dbug|info|warn|fail|crit|DEBUG[1-5]?|INFO|NOTICE|LOG|STATEMENT|DETAIL|HINT|CONTEXT|WARNING|ERROR|FATAL|PANIC):\s")]
    private static partial Regex NamedSeverity();

    [GeneratedRegex(@"^\d+:[XCSM] .{10,30} ([.\-*#]) ")]
    private static partial Regex RedisLine();
}
