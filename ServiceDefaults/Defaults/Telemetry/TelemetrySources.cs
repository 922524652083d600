namespace Commerce.Defaults;

/// <summary>The activity sources and meters that count.</summary>
internal static class TelemetrySources
{
    public static readonly string[] Activities = ["Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "Commerce.*"];

    public static readonly string[] Meters =
        ["Microsoft.AspNetCore.*", "System.Net.Http", "System.Runtime", "Npgsql", "Polly", "Commerce.*"];

    public static bool IsMeasured(string meter) => Array.Exists(
        Meters, m => m.EndsWith('*') ? meter.StartsWith(m[..^1], StringComparison.Ordinal) : meter == m);

    /// <summary>Those that carry the trace on through the platform.</summary>
    public static bool IsOurs(string source) =>
        source == "Microsoft.AspNetCore" || source.StartsWith("Commerce.", StringComparison.Ordinal);
}
