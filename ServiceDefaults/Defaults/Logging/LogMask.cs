using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Commerce.Defaults;

/// <summary>Keeps what belongs to a person, a card or a secret out of the logs, as the last line of defence behind not logging it.</summary>
internal static partial class LogMask
{
    public const string Masked = "***";

    private const int ShortestCard = 13;
    private const int LongestCard = 19;

    private static readonly string[] s_secretNames = ["password", "secret", "authorization", "cookie", "apikey", "cardnumber", "cvc", "accesstoken", "refreshtoken"];

    /// <summary>True for values that are never written, whatever they look like.</summary>
    public static bool IsSecret(string name) =>
        s_secretNames.Any(secret => name.Contains(secret, StringComparison.OrdinalIgnoreCase));

    [return: NotNullIfNotNull(nameof(text))]
    public static string? Text(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return text;
        if (text.Contains('@'))
            text = Email().Replace(text, Masked);
        if (text.Contains("eyJ", StringComparison.Ordinal))
            text = Token().Replace(text, Masked);
        if (text.Contains('='))
            text = KeyValue().Replace(text, "$1=" + Masked);
        return Digits().Replace(text, match => IsCard(match.ValueSpan) ? Masked : match.Value);
    }

    // Luhn's check keeps order numbers and timestamps readable.
    private static bool IsCard(ReadOnlySpan<char> text)
    {
        int sum = 0, count = 0;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(text[i]))
                continue;
            var digit = text[i] - '0';
            if (count++ % 2 == 1)
                digit = digit * 2 > 9 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }

        return count is >= ShortestCard and <= LongestCard && sum % 10 == 0;
    }

    [GeneratedRegex(@"[\w.+\-]+@[\w\-]+(\.[\w\-]+)+", RegexOptions.CultureInvariant)]
    private static partial Regex Email();

    [GeneratedRegex(@"eyJ[\w\-]+\.[\w\-]+(\.[\w\-]*)?", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex(@"\b(password|pwd|secret|token|api_?key)=[^;&\s]+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex KeyValue();

    // Not inside a longer word, so that hexadecimal ids stay as they are.
    [GeneratedRegex(@"(?<![\w\-])\d(?:[ \-]?\d){12,18}(?![\w\-])", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
