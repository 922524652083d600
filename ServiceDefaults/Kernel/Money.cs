using System.Globalization;
using System.Text.Json.Serialization;

namespace Commerce.Kernel;

/// <summary>An exact amount in minor units of one currency. Arithmetic is checked and never mixes currencies.</summary>
[JsonConverter(typeof(MoneyJsonConverter))]
public readonly record struct Money(long MinorUnits, Currency Currency) : IComparable<Money>
{
    /// <summary>The amount in major units, with as many decimals as the currency has.</summary>
    public decimal Amount => new(
        (int)(Magnitude & 0xFFFF_FFFF), (int)(Magnitude >> 32), 0, MinorUnits < 0, (byte)Currency.Exponent);

    private ulong Magnitude => MinorUnits < 0 ? (ulong)-(MinorUnits + 1) + 1 : (ulong)MinorUnits;

    public static Money Of(long minorUnits, string currency) => new(minorUnits, Currency.Of(currency));

    public static Money Zero(Currency currency) => new(0, currency);

    /// <summary>Reads what the API accepts: a plain decimal such as <c>12.34</c> with no more digits than the currency has.</summary>
    /// <returns>422 <c>money.invalid_currency</c> or <c>money.invalid_amount</c> when it is something else.</returns>
    public static Result<Money> Parse(string? amount, string? currency)
    {
        if (!Currency.TryParse(currency, out var parsed))
            return new Error(422, "money.invalid_currency", "A currency is three upper-case letters of ISO 4217, such as EUR.");

        decimal perMajor = parsed.MinorUnitsPerMajor;
        if (!IsPlainDecimal(amount)
            || !decimal.TryParse(amount, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var major)
            || major.Scale > parsed.Exponent
            || major < long.MinValue / perMajor
            || major > long.MaxValue / perMajor)
            return new Error(422, "money.invalid_amount", $"An amount in {parsed} is a plain decimal with at most {parsed.Exponent} decimals.");

        return new Money((long)(major * perMajor), parsed);
    }

    public static Money operator +(Money left, Money right) => new(checked(left.MinorUnits + right.In(left.Currency)), left.Currency);

    public static Money operator -(Money left, Money right) => new(checked(left.MinorUnits - right.In(left.Currency)), left.Currency);

    public static Money operator *(Money unit, int quantity) => new(checked(unit.MinorUnits * quantity), unit.Currency);

    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    public static Money Add(Money left, Money right) => left + right;

    public static Money Subtract(Money left, Money right) => left - right;

    public static Money Multiply(Money unit, int quantity) => unit * quantity;

    /// <inheritdoc/>
    public int CompareTo(Money other) => MinorUnits.CompareTo(other.In(Currency));

    /// <summary>The amount alone as the API writes it: <c>12.34</c>.</summary>
    public string ToAmountString() => Amount.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => $"{ToAmountString()} {Currency}";

    // Digits, perhaps a minus before and a fraction behind. The framework's parser takes more: "+1", ".5", "1.", trailing NULs.
    private static bool IsPlainDecimal(ReadOnlySpan<char> text)
    {
        var digits = text.StartsWith('-') ? text[1..] : text;
        var point = digits.IndexOf('.');
        return point < 0 ? AreDigits(digits) : AreDigits(digits[..point]) && AreDigits(digits[(point + 1)..]);
    }

    private static bool AreDigits(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9');

    private long In(Currency expected) => Currency == expected
        ? MinorUnits
        : throw new InvalidOperationException($"Cannot mix {expected} with {Currency}.");
}
