using Commerce.Kernel;

namespace Commerce.Ordering;

/// <summary>A cart as its owner sees it.</summary>
internal sealed record CartView(Guid CartId, string Status, int Version, string Currency, IReadOnlyList<CartView.Line> Lines, Money Total, Guid? OrderId)
{
    public static CartView Of(Cart cart) => new(
        cart.Id,
        cart.Status switch { CartStatus.Open => "open", CartStatus.Ordered => "ordered", _ => "merged" },
        cart.Version,
        cart.Currency,
        [.. cart.Lines.Select(l => Line.Of(l, Kernel.Currency.Of(cart.Currency)))],
        cart.Total,
        cart.OrderId);

    /// <param name="Available">False when the SKU is no longer for sale in this currency; it must go before the cart can be ordered.</param>
    internal sealed record Line(string Sku, string? Name, int Quantity, bool Available, Money? UnitPrice, Money? Total)
    {
        public static Line Of(CartLine line, Currency currency)
        {
            Money? price = line.UnitPrice is { } minorUnits ? new Money(minorUnits, currency) : null;
            return new(line.Sku, line.Name, line.Quantity, price is not null, price, price * line.Quantity);
        }
    }
}
