using System.Globalization;
using System.Text;
using Commerce.Kernel;

namespace Commerce.AdminUi;

/// <summary>Writes RFC 4180, row by row.</summary>
internal static class Csv
{
    /// <summary>Tells spreadsheets that what follows is UTF-8.</summary>
    public const string Mark = "\uFEFF";

    public static string Line(params IEnumerable<object?> values) => string.Join(',', values.Select(Field)) + "\r\n";

    private static string Field(object? value) => value switch
    {
        null or "" => "",
        string text => Text(text),
        bool flag => flag ? "true" : "false",
        Money money => money.ToAmountString(),
        DateTimeOffset moment => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        Guid or int or long or decimal => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A file cannot carry a {value.GetType()}.", nameof(value)),
    };

    // A cell that begins like a formula is one to a spreadsheet, whoever wrote it; some take the wide signs of Asian keyboards for the same.
    // Numbers are ours and may be negative.
    private static string Text(string value)
    {
        var text = value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠' ? "'" + value : value;
        return text.AsSpan().ContainsAny(",\"\r\n") ? new StringBuilder(text).Replace("\"", "\"\"").Insert(0, '"').Append('"').ToString() : text;
    }
}
