using Commerce.Kernel;

namespace Commerce.Payments;

/// <summary>A payment as staff see it.</summary>
internal sealed record PaymentView(
    Guid OrderId, Guid PaymentId, Guid? CustomerId, string Status, Money? Amount, Money? Authorized, Money? Captured, Money? Refunded,
    Money? Refunding, CardView? Card, string? DeclineCode, DateTimeOffset? Deadline, string? ProviderReference, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    private static readonly Guid _order = Guid.Parse("0199c1a4-7c1e-7d43-9a55-1f6a0c3b2e10");
    private static readonly DateTimeOffset _noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>For the API description.</summary>
    public static PaymentView Example { get; } = Of(new Payment
    {
        OrderId = _order,
        PaymentId = Guid.Parse("0199c1a4-7c20-7a11-b6d0-52c1e8a90f31"),
        Status = PaymentStatus.Captured,
        CustomerId = Guid.Parse("0199c19e-0b7d-7c52-8a1f-9d3e4f5a6b7c"),
        Currency = "EUR",
        Amount = 4990,
        Authorized = 4990,
        Captured = 4990,
        Deadline = _noon.AddMinutes(15),
        ProviderReference = "ch_7f3a",
        CardBrand = "visa",
        CardLast4 = "4242",
        CreatedAt = _noon,
        UpdatedAt = _noon.AddDays(1),
    });

    public static PaymentView Of(Payment payment)
    {
        // A payment that is only expected, or was voided before it came, has no currency yet.
        Money? Amount(long minorUnits) => payment.Currency is { } currency ? Money.Of(minorUnits, currency) : null;
        return new(
            payment.OrderId, payment.PaymentId, payment.CustomerId, Names<PaymentStatus>.Of(payment.Status), Amount(payment.Amount),
            Amount(payment.Authorized), Amount(payment.Captured), Amount(payment.Refunded), Amount(payment.Refunding), CardView.Of(payment),
            payment.DeclineCode, payment.Deadline, payment.ProviderReference, payment.CreatedAt, payment.UpdatedAt);
    }
}

/// <summary>What may be shown of a card.</summary>
internal sealed record CardView(string Brand, string Last4)
{
    public static CardView? Of(Payment payment) =>
        payment is { CardBrand: { } brand, CardLast4: { } last4 } ? new(brand, last4) : null;
}
