namespace Commerce.AdminUi;

/// <summary>How the portal says what Inventory spells.</summary>
internal static class StockWords
{
    /// <summary>What staff may give as the reason of an adjustment by so many; a count has its own.</summary>
    public static readonly IReadOnlyList<string> Reasons = ["receipt", "damage", "loss", "return", "correction"];

    public static string Reason(string reason) => reason switch
    {
        "receipt" => "Received",
        "count" => "Counted",
        "damage" => "Damaged",
        "loss" => "Lost",
        "return" => "Came back from a customer",
        "correction" => "Corrected",
        "sale" => "Sold and sent",
        "transfer_out" => "Sent to another warehouse",
        "transfer_in" => "Came from another warehouse",
        _ => OrderWords.Plain(reason),
    };

    /// <summary>With its sign, as a ledger writes it.</summary>
    public static string Signed(long delta, PersonFormat format) => delta > 0 ? "+" + format.Number(delta) : format.Number(delta);

    /// <summary>A whole number as this person writes it.</summary>
    /// <exception cref="GatewayException">It is none; said at the field.</exception>
    public static int ReadNumber(string text, string field, PersonFormat format)
    {
        var plain = text.Trim().Replace(format.Group, "", StringComparison.Ordinal).Replace('−', '-').TrimStart('+');
        return int.TryParse(plain, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? number
            : throw FormState.Refuse(field, "A whole number, such as 12.");
    }
}
