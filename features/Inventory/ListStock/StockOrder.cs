using Commerce.Defaults;
using Commerce.Kernel;

namespace Commerce.Inventory;

/// <summary>An order of the list of stock, and how a row's place in it travels in a cursor.</summary>
/// <param name="Key">
/// What comes before SKU and warehouse, of <c>stock s</c>; null for nothing.
/// </param>
/// <param name="Sku">The column of the SKU.</param>
internal sealed record StockOrder(string Name, string? Key, bool Descending, string Sku = "s.sku")
{
    private static readonly StockOrder[] s_all =
    [
        .. new[] { new StockOrder("sku", null, false), new("available", "(s.on_hand - s.reserved)", false), new("onHand", "s.on_hand", false) }
            .SelectMany(order => new[] { order, order with { Name = "-" + order.Name, Descending = true } }),
    ];

    /// <summary>
    /// The same among few rows that another index finds: they are sorted, where walking all of the stock in this order would look long for
    /// them.
    /// </summary>
    public StockOrder OfFew => Key is null ? this : this with { Key = $"({Key} + 0)" };

    /// <summary>The columns to sort by; SKU and warehouse last, so that no two rows have the same place.</summary>
    private string[] Columns => Key is null ? [Sku, "s.warehouse"] : [Key, Sku, "s.warehouse"];

    public string By => string.Join(", ", Columns.Select(c => c + (Descending ? " DESC" : "")));

    /// <summary>The condition that a row comes after a place; nothing when there is none. Its first part alone is what an index of one table begins at.</summary>
    public string After(string[]? place) => place is null
        ? ""
        : $" AND ({string.Join(", ", Columns)}) {(Descending ? '<' : '>')} ({string.Join(", ", place)}) AND {Columns[0]} {(Descending ? "<=" : ">=")} {place[0]}";

    public static Result<StockOrder> Read(string? name) => Array.Find(s_all, o => o.Name == (name ?? "sku")) is { } order
        ? order
        : new Error(422, "invalid_sort", $"One of {string.Join(", ", s_all.Select(o => o.Name))}.")
        {
            Fields = [new("sort", "invalid", $"Must be one of {string.Join(", ", s_all.Select(o => o.Name))}.")],
        };

    /// <summary>A row's place in this order.</summary>
    public object?[] PlaceOf(StockRow row) => Name.TrimStart('-') switch
    {
        "sku" => [row.Sku, row.Warehouse],
        "onHand" => [row.OnHand, row.Sku, row.Warehouse],
        _ => [row.Available, row.Sku, row.Warehouse],
    };

    /// <summary>The parts of a cursor as the types of the columns.</summary>
    public object[] PlaceOf(CursorKey after) =>
        Key is null ? [after.Text(0), after.Text(1)] : [int.CreateChecked(after.Number(0)), after.Text(1), after.Text(2)];
}
