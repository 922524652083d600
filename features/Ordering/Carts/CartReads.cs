using Commerce.Data;
using Npgsql;

namespace Commerce.Ordering;

/// <summary>Reading carts with today's prices, in one round trip.</summary>
internal static class CartReads
{
    private const string Read = """
        SELECT c.customer_id, c.currency, c.status, c.order_id, c.version, l.sku, l.quantity, o.name, (o.prices ->> c.currency)::bigint
        FROM carts c
        LEFT JOIN cart_lines l ON l.cart_id = c.id
        LEFT JOIN offers o ON o.sku = l.sku AND o.available
        WHERE c.id = $1
        ORDER BY l.added_at, l.sku
        """;

    /// <summary>The cart, or null when there is none or it is somebody else's.</summary>
    public static async Task<Cart?> FindCartAsync(this Session session, Guid cartId, Guid? userId, CancellationToken ct)
    {
        var rows = await session.QueryAsync(Read, row => (Cart: ReadCart(row, cartId), Line: ReadLine(row)), ct, cartId);
        if (rows.Count == 0 || !rows[0].Cart.IsVisibleTo(userId))
            return null;
        return rows[0].Cart with { Lines = [.. rows.Select(r => r.Line).OfType<CartLine>()] };
    }

    private static Cart ReadCart(NpgsqlDataReader row, Guid id) => new(
        id,
        row.IsDBNull(0) ? null : row.GetGuid(0),
        row.GetString(1),
        row.GetString(2) switch { "open" => CartStatus.Open, "ordered" => CartStatus.Ordered, _ => CartStatus.Merged },
        row.IsDBNull(3) ? null : row.GetGuid(3),
        row.GetInt32(4),
        []);

    private static CartLine? ReadLine(NpgsqlDataReader row)
    {
        if (row.IsDBNull(5))
            return null;
        var isForSale = !row.IsDBNull(7) && !row.IsDBNull(8);
        return new CartLine(row.GetString(5), isForSale ? row.GetString(7) : null, row.GetInt32(6), isForSale ? row.GetInt64(8) : null);
    }
}
