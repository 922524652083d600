using Commerce.Kernel;

namespace Commerce.Ordering;

/// <summary>What somebody means to buy, priced as of now. Anonymous until a customer claims it.</summary>
internal sealed record Cart(
    Guid Id, Guid? CustomerId, string Currency, CartStatus Status, Guid? OrderId, int Version, IReadOnlyList<CartLine> Lines)
{
    /// <summary>Longest SKU that a caller may name.</summary>
    public const int MaxSkuLength = 64;

    /// <summary>True for its customer; an anonymous cart belongs to whoever knows its id.</summary>
    public bool IsVisibleTo(Guid? userId) => CustomerId is null || CustomerId == userId;

    /// <summary>The sum of the lines that can be bought.</summary>
    public Money Total => new(Lines.Sum(l => checked((l.UnitPrice ?? 0) * l.Quantity)), Kernel.Currency.Of(Currency));
}

/// <summary>One SKU in a cart; name and price (minor units) are null when it cannot be bought in the cart's currency.</summary>
internal sealed record CartLine(string Sku, string? Name, int Quantity, long? UnitPrice);

internal enum CartStatus
{
    Open,
    Ordered,

    /// <summary>Its lines went into the cart that its owner had already.</summary>
    Merged,
}
