using Commerce.Payments.Contracts;

namespace Commerce.Payments;

internal sealed partial record Payment
{
    private static readonly TimeSpan _longestPauseWhileShopperActs = TimeSpan.FromSeconds(10);

    /// <summary>The provider answered, or did not: what is now true, booked and told.</summary>
    public Decision Settle(Operation operation, ProviderAnswer answer, DateTimeOffset now) => (operation.Kind, answer) switch
    {
        (OperationKind.Authorize, _) => SettleAuthorization(operation, answer, now),
        (OperationKind.Capture, ProviderAnswer.Captured done) => TakeCapture(operation, done, now),
        (OperationKind.Capture, ProviderAnswer.Refused no) => FailCapture(operation, no.Code, no.Detail, now),
        (OperationKind.Refund, ProviderAnswer.Refunded done) => TakeRefund(operation, done, now),
        (OperationKind.Refund, ProviderAnswer.Refused no) => new(Unreserve(operation), operation.Refused(no.Code, no.Detail)),
        (OperationKind.Void, ProviderAnswer.Cancelled) => Voided(operation, now),
        (OperationKind.Release, ProviderAnswer.Cancelled) => new(this, operation.Succeeded()),
        (OperationKind.Void or OperationKind.Release, ProviderAnswer.Refused no) => new(this, operation.Refused(no.Code, no.Detail)),
        _ => new(this, operation.Later(now)),
    };

    private Decision SettleAuthorization(Operation operation, ProviderAnswer answer, DateTimeOffset now)
    {
        // The void's cancellation at the provider came before this call or undid it: either way nothing is held.
        if (Status == PaymentStatus.Voided)
            return DeclineBecauseVoided(operation, now);
        if (!IsUndecided)
            return new(this, operation.Succeeded());
        if (answer is ProviderAnswer.Cancelled)
            return (this with { Status = PaymentStatus.Voided, ActionUrl = null }).DeclineBecauseVoided(operation, now);
        if (answer is ProviderAnswer.Declined declined)
            return Decline(operation, declined.Code, declined.Detail, now);
        if (answer is ProviderAnswer.Refused refused)
            return Decline(operation, refused.Code, refused.Detail, now);
        if (now >= Deadline)
            return DeclineBecauseLate(operation, now);

        return answer switch
        {
            ProviderAnswer.Authorized held => Hold(operation, held, now),
            ProviderAnswer.ActionRequired action => AskShopper(operation, action, now),
            _ => new(this, operation.Later(now, Deadline)),
        };
    }

    private Decision Hold(Operation operation, ProviderAnswer.Authorized held, DateTimeOffset now)
    {
        var authorized = this with
        {
            Status = PaymentStatus.Authorized,
            Authorized = Amount,
            ProviderReference = held.Reference,
            CardBrand = held.CardBrand,
            CardLast4 = held.CardLast4,
            ActionUrl = null,
        };
        return new(authorized, operation.Succeeded(held.Reference))
        {
            Booking = LedgerTransaction.Hold(operation, Currency!, Amount),
            Message = new PaymentAuthorizedV1(OrderId, PaymentId, Amount, Currency!, now),
        };
    }

    private Decision AskShopper(Operation operation, ProviderAnswer.ActionRequired action, DateTimeOffset now)
    {
        var waiting = this with
        {
            Status = PaymentStatus.ActionRequired,
            ActionUrl = action.Url,
            ProviderReference = action.Reference,
        };
        return new(waiting, operation.Later(now, Deadline, _longestPauseWhileShopperActs))
        {
            Message = Status == PaymentStatus.Pending ? new PaymentActionRequiredV1(OrderId, PaymentId, action.Url, Deadline!.Value) : null,
        };
    }

    private Decision TakeCapture(Operation operation, ProviderAnswer.Captured done, DateTimeOffset now)
    {
        var captured = Unreserve(operation);
        captured = captured with { Captured = Captured + operation.Amount };
        return new(captured with { Status = captured.FromAmounts() }, operation.Succeeded(done.Reference))
        {
            Booking = LedgerTransaction.Capture(operation, Currency!, operation.Amount, done.Fee),
            Message = new PaymentCapturedV1(OrderId, PaymentId, operation.ReferenceId, operation.Amount, Currency!, now),
        };
    }

    private Decision FailCapture(Operation operation, string code, string detail, DateTimeOffset now) =>
        new(Unreserve(operation), operation.Refused(code, detail))
        {
            Message = new PaymentCaptureFailedV1(OrderId, PaymentId, operation.ReferenceId, code, detail, now),
        };

    private Decision TakeRefund(Operation operation, ProviderAnswer.Refunded done, DateTimeOffset now)
    {
        var refunded = Unreserve(operation);
        refunded = refunded with { Refunded = Refunded + operation.Amount };
        return new(refunded with { Status = refunded.FromAmounts() }, operation.Succeeded(done.Reference))
        {
            Booking = LedgerTransaction.Refund(operation, Currency!, operation.Amount),
            Message = new PaymentRefundedV1(OrderId, PaymentId, operation.ReferenceId, operation.Amount, Currency!, now),
        };
    }

    private Decision Voided(Operation operation, DateTimeOffset now)
    {
        var wasHeld = Authorized > 0 && !IsOver;
        return new(IsOver ? this : this with { Status = PaymentStatus.Voided, ActionUrl = null }, operation.Succeeded())
        {
            Booking = wasHeld ? LedgerTransaction.LetGo(operation, Currency!, Authorized) : null,
            Message = new PaymentVoidedV1(OrderId, PaymentId, now),
        };
    }

    private Payment Unreserve(Operation operation) => (operation.Reserved, operation.Kind) switch
    {
        (true, OperationKind.Capture) => this with { Capturing = Capturing - operation.Amount },
        (true, OperationKind.Refund) => this with { Refunding = Refunding - operation.Amount },
        _ => this,
    };
}
