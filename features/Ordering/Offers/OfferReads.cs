using Commerce.Data;

namespace Commerce.Ordering;

/// <summary>Prices from our own copy of the catalogue.</summary>
internal static class OfferReads
{
    private const string Read = """
        SELECT asked.sku, asked.quantity, o.name, (o.prices ->> $1)::bigint
        FROM unnest($2::text[], $3::int[]) WITH ORDINALITY AS asked (sku, quantity, ordinal)
        LEFT JOIN offers o ON o.sku = asked.sku AND o.available
        ORDER BY asked.ordinal
        """;

    /// <summary>Cart lines in the order asked for; those that are not for sale in the currency have no name and no price.</summary>
    public static async Task<List<CartLine>> PriceAsync(
        this Session session, string currency, IReadOnlyList<(string Sku, int Quantity)> asked, CancellationToken ct)
    {
        if (asked.Count == 0)
            return [];
        return await session.QueryAsync(
            Read,
            row => row.IsDBNull(2) || row.IsDBNull(3)
                ? new CartLine(row.GetString(0), null, row.GetInt32(1), null)
                : new CartLine(row.GetString(0), row.GetString(2), row.GetInt32(1), row.GetInt64(3)),
            ct,
            currency,
            asked.Select(a => a.Sku).ToArray(),
            asked.Select(a => a.Quantity).ToArray());
    }
}
