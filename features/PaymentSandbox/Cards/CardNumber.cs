namespace Commerce.PaymentSandbox;

/// <summary>What may be known of a card number without keeping it.</summary>
internal static class CardNumber
{
    public const int MinDigits = 13;
    public const int MaxDigits = 19;

    /// <summary>The Luhn check of ISO/IEC 7812: catches every mistyped digit.</summary>
    public static bool IsValid(string? number)
    {
        if (number is null || number.Length is < MinDigits or > MaxDigits || !number.All(char.IsAsciiDigit))
            return false;

        var sum = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var digit = number[^(i + 1)] - '0';
            var doubled = i % 2 == 1 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }

        return sum % 10 == 0;
    }

    public static string Brand(string number) => number switch
    {
        ['4', ..] => "visa",
        ['5', >= '1' and <= '5', ..] => "mastercard",
        ['3', '4' or '7', ..] => "amex",
        _ => "unknown",
    };

    public static int CvcDigits(string number) => Brand(number) == "amex" ? 4 : 3;
}
