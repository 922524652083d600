using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.Cli;

/// <summary>Things of this shop to ask for: the ones of which there is most, because they take longest.</summary>
internal sealed record KnownThings(
    Guid BusiestCustomer, Guid LongestOrder, int LongestLines, string MostMovedSku, string Category, string Brand, string Word, DateTimeOffset NewestOrder)
{
    public static async Task<KnownThings> ReadAsync(RunningShop shop, CancellationToken ct)
    {
        await using var stores = new Stores(shop.Database("postgres"));
        var busiest = await FirstAsync(stores, Stores.Ordering, "SELECT customer_id FROM order_summaries GROUP BY 1 ORDER BY count(*) DESC LIMIT 1", row => row.GetGuid(0), ct);
        var longest = await FirstAsync(
            stores, Stores.Ordering,
            "SELECT order_id, count(*)::int FROM carts JOIN cart_lines ON cart_id = id WHERE order_id IS NOT NULL GROUP BY 1 ORDER BY 2 DESC LIMIT 1",
            row => (Id: row.GetGuid(0), Lines: row.GetInt32(1)), ct);
        var newest = await FirstAsync(stores, Stores.Ordering, "SELECT max(placed_at) FROM order_summaries", row => row.GetFieldValue<DateTimeOffset>(0), ct);
        var moved = await FirstAsync(stores, Stores.Inventory, "SELECT sku FROM movements GROUP BY 1 ORDER BY count(*) DESC LIMIT 1", row => row.GetString(0), ct);
        var product = await FirstAsync(
            stores, Stores.Catalog,
            "SELECT c.slug, p.brand, split_part(p.name, ' ', 2) FROM products p JOIN categories c ON c.id = p.category_id WHERE status = 'published' ORDER BY p.listed_at DESC LIMIT 1",
            row => (Category: row.GetString(0), Brand: row.GetString(1), Word: row.GetString(2)), ct);
        return new(busiest, longest.Id, longest.Lines, moved, product.Category, product.Brand, product.Word, newest);
    }

    private static async Task<T> FirstAsync<T>(Stores stores, string store, string sql, Func<Npgsql.NpgsqlDataReader, T> map, CancellationToken ct) =>
        await stores.RowsAsync(store, sql, map, ct) is [var first, ..]
            ? first
            : throw new RefusedException(ExitCodes.Failed, "There is nothing to list in this shop. Fill it first: ./commerce seed.");
}
