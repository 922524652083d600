using Commerce.Kernel;

namespace Commerce.Payments;

/// <summary>A payment as staff see it.</summary>
internal sealed record PaymentView(
    Guid OrderId, Guid PaymentId, Guid? CustomerId, string Status, Money? Amount, Money? Authorized, Money? Captured, Money? Refunded,
    Money? Refunding, CardView? Card, string? DeclineCode, DateTimeOffset? Deadline, string? ProviderReference, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
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
