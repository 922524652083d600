using Commerce.Kernel;

namespace Commerce.Payments;

/// <summary>An intent at the provider as staff see it.</summary>
/// <param name="State"><c>pending</c>, <c>succeeded</c> or <c>refused</c>.</param>
/// <param name="IsUnknown">A call is or was out, and nobody knows what became of it yet.</param>
/// <param name="NextAttemptAt">When the provider is asked next; of a pending one only.</param>
internal sealed record OperationView(
    Guid OperationId, Guid OrderId, string Kind, Guid ReferenceId, Money? Amount, string? Reason, string State, bool IsUnknown, int Attempts,
    DateTimeOffset? NextAttemptAt, string? Code, string? Detail, string? ProviderReference, DateTimeOffset RequestedAt)
{
    /// <summary>For the API description.</summary>
    public static OperationView Example { get; } = new(
        Guid.Parse("0199c1a4-9d02-7b61-8f0e-3b1f4c5d6e80"), PaymentView.Example.OrderId, "refund", RefundView.Example.RefundId, RefundView.Example.Amount,
        "Arrived broken", "pending", true, 3, PaymentView.Example.UpdatedAt.AddSeconds(2), null, null, null, PaymentView.Example.UpdatedAt);

    public static OperationView Of(Operation operation)
    {
        var isPending = operation.State == OperationState.Pending;
        return new(
            operation.Id, operation.OrderId, Names<OperationKind>.Of(operation.Kind), operation.ReferenceId,
            operation.Currency is { } currency ? Money.Of(operation.Amount, currency) : null, operation.Reason, Names<OperationState>.Of(operation.State),
            isPending && operation.MayHaveHappened, operation.Attempts, isPending ? operation.NextAttemptAt : null, operation.Code, operation.Detail,
            operation.ProviderReference, operation.CreatedAt);
    }
}
