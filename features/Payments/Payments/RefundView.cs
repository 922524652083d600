using Commerce.Kernel;

namespace Commerce.Payments;

/// <summary>A refund as staff see it.</summary>
internal sealed record RefundView(
    Guid RefundId, Guid OrderId, Money Amount, string? Reason, string Status, string? Code, string? Detail, DateTimeOffset RequestedAt)
{
    public static RefundView Of(Operation refund) => new(
        refund.ReferenceId, refund.OrderId, Money.Of(refund.Amount, refund.Currency!), refund.Reason, Names<OperationState>.Of(refund.State),
        refund.Code, refund.Detail, refund.CreatedAt);
}
