using System.Text;

namespace Commerce.AdminUi;

/// <summary>Writes RFC 4180, row by row.</summary>
internal static class Csv
{
    /// <summary>Tells spreadsheets that what follows is UTF-8.</summary>
    public const string Mark = "\uFEFF";

    public static string Line(params IEnumerable<string?> values) => string.Join(',', values.Select(Field)) + "\r\n";

    // A cell that begins like a formula is one to a spreadsheet, whoever wrote it.
    private static string Field(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return "";
        var text = value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + value : value;
        return text.AsSpan().ContainsAny(",\"\r\n") ? new StringBuilder(text).Replace("\"", "\"\"").Insert(0, '"').Append('"').ToString() : text;
    }
}
