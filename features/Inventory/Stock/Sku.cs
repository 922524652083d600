using System.Text.RegularExpressions;

namespace Commerce.Inventory;

/// <summary>What a stock keeping unit may be called.</summary>
internal static partial class Sku
{
    public const string Rule = "1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit";

    public static bool IsValid(string? sku) => sku is not null && Form().IsMatch(sku);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Form();
}
