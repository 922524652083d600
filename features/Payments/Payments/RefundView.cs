using Commerce.Kernel;

namespace Commerce.Payments;

/// <summary>A refund as staff see it.</summary>
internal sealed record RefundView(
    Guid RefundId, Guid OrderId, Money Amount, string? Reason, string Status, string? Code, string? Detail, DateTimeOffset RequestedAt)
{
    /// <summary>For the API description.</summary>
    public static RefundView Example { get; } = new(
        Guid.Parse("0199c1a4-9d02-7b61-8f0e-3b1f4c5d6e7f"), PaymentView.Example.OrderId, Money.Of(1250, "EUR"), "Arrived broken", "pending",
        null, null, PaymentView.Example.UpdatedAt);

    public static RefundView Of(Operation refund) => new(
        refund.ReferenceId, refund.OrderId, Money.Of(refund.Amount, refund.Currency!), refund.Reason, Names<OperationState>.Of(refund.State),
        refund.Code, refund.Detail, refund.CreatedAt);
}
