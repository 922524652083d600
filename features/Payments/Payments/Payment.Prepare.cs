using Commerce.Kernel;
using Commerce.Payments.Contracts;

namespace Commerce.Payments;

internal sealed partial record Payment
{
    /// <summary>The operation is due: call the provider, wait, or be done without a call.</summary>
    public Decision Prepare(Operation operation, DateTimeOffset now) => operation.Kind switch
    {
        OperationKind.Authorize => PrepareAuthorization(operation, now),
        OperationKind.Capture => PrepareCapture(operation, now),
        OperationKind.Refund => PrepareRefund(operation, now),
        OperationKind.Void => PrepareVoid(operation, now),
        OperationKind.Release => Call(operation, new ProviderCall.Cancel(operation.AuthorizationKey), now),
        _ => throw new InvalidOperationException($"No such operation: {operation.Kind}."),
    };

    private Decision PrepareAuthorization(Operation operation, DateTimeOffset now)
    {
        if (Status == PaymentStatus.Voided)
            return DeclineBecauseVoided(operation, now);
        if (!IsUndecided)
            return new(this, operation.Succeeded());
        if (now >= Deadline)
            return DeclineBecauseLate(operation, now);

        var call = new ProviderCall.Authorize(
            operation.Key, operation.MayHaveHappened, Token!, Money.Of(Amount, Currency!), OrderId.ToString("N"));
        return Call(operation, call, now);
    }

    private Decision PrepareCapture(Operation operation, DateTimeOffset now)
    {
        if (!operation.Reserved)
        {
            if (IsUndecided || Status == PaymentStatus.Expected)
                return now < operation.CreatedAt + Patience
                    ? new(this, operation.Later(now))
                    : FailCapture(operation, "payment_not_authorized", "The payment was not authorised in time.", now);
            if (IsOver)
                return FailCapture(operation, "payment_not_authorized", $"The payment is {Names<PaymentStatus>.Of(Status)}.", now);
            if (operation.Currency != Currency)
                return FailCapture(operation, "other_currency", $"The payment is in {Currency}.", now);
            if (operation.Amount <= 0 || operation.Amount > Authorized - Captured - Capturing)
                return FailCapture(operation, "exceeds_authorized", "More would be captured than is authorised.", now);
        }

        var reserved = operation.Reserved ? this : this with { Capturing = Capturing + operation.Amount };
        return reserved.Call(operation with { Reserved = true }, new ProviderCall.Capture(
            operation.Key, operation.MayHaveHappened, ProviderReference!, Money.Of(operation.Amount, Currency!)), now);
    }

    private Decision PrepareRefund(Operation operation, DateTimeOffset now)
    {
        if (!operation.Reserved)
        {
            var mayStillBeCaptured = !IsOver && Captured < Math.Max(Authorized, 1) && now < operation.CreatedAt + Patience;
            var fits = operation.Amount > 0 && operation.Amount <= Captured - Refunded - Refunding;
            if (!fits && mayStillBeCaptured)
                return new(this, operation.Later(now));
            if (!fits)
                return new(this, operation.Refused("exceeds_captured", "More would be refunded than was captured."));
            if (operation.Currency != Currency)
                return new(this, operation.Refused("other_currency", $"The payment is in {Currency}."));
        }

        var reserved = operation.Reserved ? this : this with { Refunding = Refunding + operation.Amount };
        return reserved.Call(operation with { Reserved = true }, new ProviderCall.Refund(
            operation.Key, operation.MayHaveHappened, ProviderReference!, Money.Of(operation.Amount, Currency!)), now);
    }

    private Decision PrepareVoid(Operation operation, DateTimeOffset now) => this switch
    {
        { Status: PaymentStatus.Expected } => Voided(operation, now), // nothing was sent yet, and now nothing will be
        { IsOver: true } => new(this, operation.Succeeded()) { Message = new PaymentVoidedV1(OrderId, PaymentId, now) },
        { Captured: > 0 } => new(this, operation.Refused("already_captured", "Captured money can be refunded, not voided.")),
        { Capturing: > 0 } => new(this, operation.Later(now)), // who was first is for the capture's outcome to tell
        _ => Call(operation, new ProviderCall.Cancel(operation.AuthorizationKey), now),
    };

    private Decision Call(Operation operation, ProviderCall call, DateTimeOffset now) => new(this, operation.Leased(now)) { Call = call };
}
