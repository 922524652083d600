using Commerce.Data;

namespace Commerce.Ordering;

/// <summary>Changes of carts. Every change asks for the open cart at the version it was decided on, so two tabs cannot overwrite each other unseen.</summary>
internal static class CartWrites
{
    public static void Touch(this Session session, Cart cart, DateTimeOffset now) => session.WriteOne(
        CartErrors.Changed,
        "UPDATE carts SET version = version + 1, touched_at = $3 WHERE id = $1 AND version = $2 AND status = 'open'",
        cart.Id, cart.Version, now);

    public static void SetLine(this Session session, Guid cartId, string sku, int quantity, DateTimeOffset now) => session.Write(
        """
        INSERT INTO cart_lines (cart_id, sku, quantity, added_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (cart_id, sku) DO UPDATE SET quantity = EXCLUDED.quantity
        """,
        cartId, sku, quantity, now);
}
