using System.Text.RegularExpressions;

namespace Commerce.DeveloperDashboard;

/// <summary>Console text without the terminal's control sequences.</summary>
internal static partial class AnsiText
{
    public static string Strip(string text) =>
        text.AsSpan().ContainsAny(ControlCharacters) ? ControlSequence().Replace(text, "") : text;

    private static readonly System.Buffers.SearchValues<char> ControlCharacters =
        System.Buffers.SearchValues.Create([.. Enumerable.Range(0, 0xa0).Select(c => (char)c).Where(c => char.IsControl(c) && c is not '\t')]);

    // CSI sequences (colours, cursor), OSC sequences (titles, links), two-character escapes, then whatever control characters are left.
    [GeneratedRegex(@"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]?|[\x00-\x08\x0a-\x1f\x7f-\x9f]")]
    private static partial Regex ControlSequence();
}
