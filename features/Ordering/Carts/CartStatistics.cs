using Commerce.Data;

namespace Commerce.Ordering;

/// <summary>Counts carts that somebody put something into: each once, however often it is emptied, filled again or merged.</summary>
internal static class CartStatistics
{
    private const int Slots = 16;

    private const string Begin = """
        WITH first AS (UPDATE carts SET filled_at = $2 WHERE id = $1 AND filled_at IS NULL RETURNING currency)
        INSERT INTO cart_statistics (day, currency, slot, begun)
        SELECT ($2::timestamptz AT TIME ZONE 'UTC')::date, currency, $3, 1 FROM first
        ON CONFLICT (day, currency, slot) DO UPDATE SET begun = cart_statistics.begun + 1
        """;

    // One shopper's two carts become one: it keeps the day on which they began, and counts once.
    private const string Merge = """
        WITH gone AS (SELECT filled_at, currency FROM carts WHERE id = $1 AND filled_at IS NOT NULL),
            kept AS (UPDATE carts c SET filled_at = gone.filled_at FROM gone WHERE c.id = $2 AND c.filled_at IS NULL RETURNING c.id)
        INSERT INTO cart_statistics (day, currency, slot, begun)
        SELECT (filled_at AT TIME ZONE 'UTC')::date, currency, $3, -1 FROM gone WHERE NOT EXISTS (SELECT FROM kept)
        ON CONFLICT (day, currency, slot) DO UPDATE SET begun = cart_statistics.begun - 1
        """;

    /// <summary>Something was put into a cart that held nothing.</summary>
    public static void CountBegun(this Session session, Guid cartId, DateTimeOffset now) => session.Write(Begin, cartId, now, SlotOf(cartId));

    /// <summary>The one cart's lines went into the other.</summary>
    public static void CountMerged(this Session session, Guid goneId, Guid keptId) => session.Write(Merge, goneId, keptId, SlotOf(goneId));

    // The end of an id is left to chance.
    private static short SlotOf(Guid cartId) => (short)(cartId.ToByteArray()[^1] % Slots);
}
