using System.Text.RegularExpressions;

namespace Commerce.Identity;

/// <summary>A telephone number as the whole world dials it (ITU-T E.164): a plus sign and 7 to 15 digits.</summary>
internal readonly partial record struct PhoneNumber
{
    private PhoneNumber(string value) => Value = value;

    public string Value { get; }

    /// <summary>Reads a number as people write it, with blanks, dashes, dots or brackets between its digits.</summary>
    public static bool TryParse(string? text, out PhoneNumber number)
    {
        var digits = text is { Length: <= 40 } ? Separators().Replace(text.Trim(' '), "") : "";
        number = new(digits);
        return Pattern().IsMatch(digits);
    }

    /// <exception cref="FormatException">It is not a number; a validator should have said so.</exception>
    public static PhoneNumber Parse(string text) => TryParse(text, out var number) ? number : throw new FormatException("Not a telephone number.");

    [GeneratedRegex("[ ().-]")]
    private static partial Regex Separators();

    [GeneratedRegex(@"\A\+[1-9][0-9]{6,14}\z")]
    private static partial Regex Pattern();
}
