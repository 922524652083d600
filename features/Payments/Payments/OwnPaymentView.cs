using Commerce.Kernel;

namespace Commerce.Payments;

/// <summary>A payment as the shopper who pays sees it.</summary>
internal sealed record OwnPaymentView(
    Guid OrderId, string Status, Money Amount, Money Captured, Money Refunded, CardView? Card, string? DeclineCode, string? ActionUrl,
    DateTimeOffset Deadline)
{
    /// <summary>For the API description.</summary>
    public static OwnPaymentView Example { get; } = new(
        PaymentView.Example.OrderId, "action_required", Money.Of(4990, "EUR"), Money.Of(0, "EUR"), Money.Of(0, "EUR"), null, null,
        "https://shop.example/sandbox/3ds/tds_5b1e", PaymentView.Example.CreatedAt.AddMinutes(15));

    public static OwnPaymentView Of(Payment payment) => new(
        payment.OrderId, Names<PaymentStatus>.Of(payment.Status), Money.Of(payment.Amount, payment.Currency!),
        Money.Of(payment.Captured, payment.Currency!), Money.Of(payment.Refunded, payment.Currency!), CardView.Of(payment),
        payment.DeclineCode, payment.ActionUrl, payment.Deadline!.Value);
}
