namespace Commerce.AdminUi;

/// <summary>How the portal says what Catalog spells.</summary>
internal static class CatalogueWords
{
    public static readonly IReadOnlyList<string> Statuses = ["published", "draft", "withdrawn"];

    public static string Status(string status) => status switch
    {
        "published" => "On sale",
        "draft" => "Draft",
        "withdrawn" => "Off sale",
        _ => OrderWords.Plain(status),
    };

    public static string Tone(string status) => status switch { "published" => "good", "draft" => "busy", _ => "idle" };

    public static string Prices(IReadOnlyList<PriceSpan> spans, PersonFormat format) => spans.Count == 0
        ? "no price"
        : string.Join(", ", spans.Select(s => s.From == s.To ? format.Money(s.From) : $"{format.Amount(s.From)} – {format.Money(s.To)}"));

    /// <summary>A change as a sentence about what was done.</summary>
    public static string Done(BulkWish wish, int products, PersonFormat format)
    {
        var what = products == 1 ? "1 product" : $"{format.Number(products)} products";
        return wish switch
        {
            { Action: "publish" } => $"{what} put on sale",
            { Action: "withdraw" } => $"{what} taken off sale",
            { Amount: { } amount } => $"{what} set to {format.Money(amount)}",
            _ => $"Prices{(wish.Currency is { } currency ? $" in {currency}" : "")} of {what} changed by {Percent(wish.Percent ?? 0, format)}",
        };
    }

    public static string Percent(decimal percent, PersonFormat format) =>
        (percent > 0 ? "+" : percent < 0 ? "−" : "") + Math.Abs(percent).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)
            .Replace(".", format.Decimal, StringComparison.Ordinal) + " %";

    /// <summary>Every category with how deep it stands, in the order of the tree.</summary>
    public static IEnumerable<(CategoryNode Node, int Depth)> Flat(IReadOnlyList<CategoryNode> nodes, int depth = 0) =>
        nodes.SelectMany(node => Flat(node.Children, depth + 1).Prepend((node, depth)));

    public static string NameOf(IReadOnlyList<CategoryNode> tree, Guid id) => Flat(tree).FirstOrDefault(c => c.Node.Id == id).Node?.Name ?? ShortId.Of(id);
}
