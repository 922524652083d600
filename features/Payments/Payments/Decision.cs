namespace Commerce.Payments;

/// <summary>What a payment and one of its operations become, and everything that must commit with it.</summary>
internal sealed record Decision(Payment Payment, Operation Operation)
{
    /// <summary>To be made once the decision is durable.</summary>
    public ProviderCall? Call { get; init; }

    public LedgerTransaction? Booking { get; init; }

    /// <summary>The integration message that tells it.</summary>
    public object? Message { get; init; }

    /// <summary>Another operation that this one leaves behind.</summary>
    public Operation? FollowUp { get; init; }
}
