using System.Text.RegularExpressions;

namespace Commerce.Identity;

/// <summary>An address as it is typed, without surrounding blanks. Two that differ only in case are one account.</summary>
/// <remarks>ASCII only: look-alike letters of other scripts would let one person pose as another. Such domains have an <c>xn--</c> form.</remarks>
internal readonly partial record struct EmailAddress
{
    private EmailAddress(string value) => Value = value;

    public string Value { get; }

    /// <summary>The form that accounts and counters are found by; the one of ASP.NET Core Identity's own normalizer.</summary>
    public string Normalized => Value.ToUpperInvariant();

    public static bool TryParse(string? text, out EmailAddress email)
    {
        var trimmed = text?.Trim(' ') ?? "";
        email = new(trimmed);
        return trimmed.Length <= User.MaxEmailLength && Pattern().IsMatch(trimmed);
    }

    /// <exception cref="FormatException">It is not an address; a validator should have said so.</exception>
    public static EmailAddress Parse(string text) => TryParse(text, out var email) ? email : throw new FormatException("Not an e-mail address.");

    [GeneratedRegex(@"\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])\z", RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
