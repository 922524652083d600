using Commerce.Kernel;
using Commerce.Payments.Contracts;

namespace Commerce.Payments;

/// <summary>
/// The money side of one order. Pure: <see cref="Prepare"/> says what to do about an operation that is due,
/// <see cref="Settle"/> what follows from the provider's answer. Both run on the locked row, and nothing else changes a payment.
/// </summary>
internal sealed partial record Payment
{
    /// <summary>How long a capture or refund waits for the command that it follows from, should that be late.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(15);

    public required Guid OrderId { get; init; }

    public required Guid PaymentId { get; init; }

    public required PaymentStatus Status { get; init; }

    public Guid? CustomerId { get; init; }

    /// <summary>The provider's token for the card. We never see the card.</summary>
    public string? Token { get; init; }

    public string? Currency { get; init; }

    public long Amount { get; init; }

    /// <summary>Without an outcome by then the payment is declined.</summary>
    public DateTimeOffset? Deadline { get; init; }

    public long Authorized { get; init; }

    /// <summary>Set aside for captures whose outcome is not known yet.</summary>
    public long Capturing { get; init; }

    public long Captured { get; init; }

    /// <summary>Set aside for refunds whose outcome is not known yet.</summary>
    public long Refunding { get; init; }

    public long Refunded { get; init; }

    public string? ProviderReference { get; init; }

    public string? CardBrand { get; init; }

    public string? CardLast4 { get; init; }

    public string? DeclineCode { get; init; }

    public string? ActionUrl { get; init; }

    public int Version { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    private bool IsUndecided => Status is PaymentStatus.Pending or PaymentStatus.ActionRequired;

    private bool IsOver => Status is PaymentStatus.Declined or PaymentStatus.Voided;

    /// <summary>A member of staff gives money back; what other refunds are about to give back is not available.</summary>
    public Result<Decision> RequestRefund(Operation refund)
    {
        if (Captured == 0)
            return PaymentErrors.NothingCaptured(OrderId);
        if (refund.Currency != Currency)
            return PaymentErrors.OtherCurrency(Currency!);
        var available = Captured - Refunded - Refunding;
        return refund.Amount > available
            ? PaymentErrors.RefundExceedsCaptured(Money.Of(available, Currency!))
            : new Decision(this with { Refunding = Refunding + refund.Amount }, refund with { Reserved = true });
    }

    private PaymentStatus FromAmounts() => this switch
    {
        { Refunded: > 0 } => Refunded == Captured ? PaymentStatus.Refunded : PaymentStatus.PartiallyRefunded,
        { Captured: > 0 } => Captured == Authorized ? PaymentStatus.Captured : PaymentStatus.PartiallyCaptured,
        _ => PaymentStatus.Authorized,
    };

    private Decision Decline(Operation operation, string code, string detail, DateTimeOffset now) =>
        new(this with { Status = PaymentStatus.Declined, DeclineCode = code, ActionUrl = null }, operation.Refused(code, detail))
        {
            Message = new PaymentDeclinedV1(OrderId, PaymentId, code, detail, now),
        };

    private Decision DeclineBecauseVoided(Operation operation, DateTimeOffset now)
    {
        const string Detail = "The payment was voided.";
        return new(this, operation.Refused("voided", Detail))
        {
            Message = new PaymentDeclinedV1(OrderId, PaymentId, "voided", Detail, now),
        };
    }

    private Decision DeclineBecauseLate(Operation operation, DateTimeOffset now) =>
        Decline(operation, "timed_out", "The payment had no outcome by its deadline.", now) with
        {
            FollowUp = operation.MayHaveHappened
                ? Operation.New(OperationKind.Release, OrderId, Guid.Empty, Amount, Currency, operation.Context, now)
                : null,
        };
}
