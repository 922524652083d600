using Commerce.Defaults;
using Npgsql;

namespace Commerce.Catalog;

/// <summary>An order of the list: its columns, and how a row's place in it travels in a cursor.</summary>
/// <param name="Columns">The sort key, ending with the id, so that no two rows have the same place.</param>
internal sealed record ProductOrder(string Name, string[] Columns, bool Descending)
{
    public static readonly ProductOrder Newest = new("newest", ["p.listed_at", "p.id"], Descending: true);

    public static readonly ProductOrder[] All =
    [
        Newest,
        new("name", ["p.name COLLATE \"und-x-icu\"", "p.id"], Descending: false),
        new("-name", ["p.name COLLATE \"und-x-icu\"", "p.id"], Descending: true),
        new("rating", ["p.rating_average", "p.rating_count", "p.id"], Descending: true),
        new("price", ["l.lowest", "l.product_id"], Descending: false),
        new("-price", ["l.lowest", "l.product_id"], Descending: true),
    ];

    public bool ByPrice => Columns[0] == "l.lowest";

    public int Parts => Columns.Length;

    public static ProductOrder? Find(string name) => Array.Find(All, o => o.Name == name);

    /// <summary>The cursor behind this row, whose sort key begins at column <paramref name="first"/>.</summary>
    public string CursorOf(NpgsqlDataReader row, int first, string listing)
    {
        object?[] key = new object?[Parts];
        for (var i = 0; i < Parts; i++)
            key[i] = row.GetValue(first + i);
        return Cursor.Encode(listing, key);
    }

    /// <summary>The parts of a cursor as the types of the columns.</summary>
    public object[] ValuesOf(CursorKey key) => Columns[0] switch
    {
        "p.listed_at" => [key.Time(0), key.Id(1)],
        "l.lowest" => [key.Number(0), key.Id(1)],
        "p.rating_average" => [key.Fraction(0), int.CreateChecked(key.Number(1)), key.Id(2)],
        _ => [key.Text(0), key.Id(1)],
    };
}
