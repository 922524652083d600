using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Commerce.Sample;

/// <summary>Fills sentences with attributes, and makes names fit for URLs.</summary>
internal static partial class Wording
{
    private static readonly Dictionary<char, string> s_letters = new()
    {
        ['ä'] = "ae",
        ['ö'] = "oe",
        ['ü'] = "ue",
        ['ß'] = "ss",
        ['é'] = "e",
        ['è'] = "e",
        ['ó'] = "o",
        ['ō'] = "o",
        ['å'] = "a",
        ['ø'] = "o",
    };

    /// <summary>The text with every <c>{name}</c> replaced, beginning with a capital and with the right article.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> words)
    {
        var filled = Placeholder().Replace(text, match => words[match.Groups[1].Value]);
        filled = ArticleBeforeVowel().Replace(filled, "$1n ");
        return char.ToUpperInvariant(filled[0]) + filled[1..];
    }

    public static string Slug(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var letter in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
                slug.Append(letter);
            else if (s_letters.TryGetValue(letter, out var plain))
                slug.Append(plain);
            else if (slug.Length > 0 && slug[^1] != '-' && letter != '\'')
                slug.Append('-');
        }

        return slug.ToString().Trim('-');
    }

    /// <summary>A short code of an option's value that no other value of the option has.</summary>
    public static string Code(IReadOnlyList<string> values, int index)
    {
        var code = Letters(values[index]);
        return values.Count(v => Letters(v) == code) == 1 ? code : $"{code[..Math.Min(2, code.Length)]}{index + 1}";
    }

    /// <summary>An attribute's value as a sentence says it.</summary>
    public static string Say(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDecimal().ToString(CultureInfo.InvariantCulture),
        JsonValueKind.Array => string.Join(" and ", value.EnumerateArray().Select(v => v.GetString())),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => value.GetString()!,
    };

    private static string Letters(string value)
    {
        var plain = Slug(value).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        return plain[..Math.Min(4, plain.Length)];
    }

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\b([Aa]) (?=(?!one\b)[aeioAEIO]|8|1[18]\b)")]
    private static partial Regex ArticleBeforeVowel();
}
