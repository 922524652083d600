using Commerce.Data;
using Commerce.Ordering;
using Commerce.Payments;
using Commerce.PaymentSandbox;
using Commerce.Sample;

namespace Commerce.Seeding;

/// <summary>An operation that is over, when it ended and what it booked.</summary>
internal sealed record Finished(Operation Operation, DateTimeOffset At, LedgerTransaction? Booking);

/// <summary>The money of one order: the same steps again, decided by Payments' own rules.</summary>
internal sealed class PaymentStory
{
    private readonly OrderStory _story;
    private readonly Dice _dice;
    private readonly List<Finished> _operations = [];

    private PaymentStory(OrderStory story, Dice dice, DateTimeOffset askedAt)
    {
        (_story, _dice) = (story, dice);
        Payment = new Payment
        {
            OrderId = story.Id,
            PaymentId = story.PaymentId,
            Status = PaymentStatus.Pending,
            CustomerId = story.Customer.Id,
            Token = story.Card.Token,
            Currency = story.Order.Total.Currency.Code,
            Amount = story.Order.Total.MinorUnits,
            Deadline = askedAt + Checkout.PaymentTime,
            Version = 1,
            CreatedAt = askedAt,
            UpdatedAt = askedAt,
        };
    }

    public Payment Payment { get; private set; }

    public IReadOnlyList<Finished> Operations => _operations;

    /// <summary>How the provider names the order's charge.</summary>
    public static string ChargeOf(Guid orderId) => $"ch_{orderId:N}";

    /// <returns>Null when the order's money was never asked for.</returns>
    public static PaymentStory? Of(OrderStory story, Dice dice)
    {
        if (story.TimeOf<StockReserved>() is not { } askedAt)
            return null;
        var money = new PaymentStory(story, dice, askedAt);
        money.Authorize(askedAt);
        foreach (var happening in story.Happenings)
            money.Follow(happening);
        if (story.Refund is { } refund)
            money.Refund(refund);
        return money;
    }

    private void Authorize(DateTimeOffset at)
    {
        var card = _story.Card;
        var operation = New(OperationKind.Authorize, Guid.Empty, Payment.Amount, at);
        switch (card.Outcome)
        {
            case ChargeStatus.Authorized:
                Do(operation, new ProviderAnswer.Authorized(ChargeOf(_story.Id), card.Brand, card.Last4), _story.TimeOf<PaymentAuthorized>()!.Value);
                break;
            case ChargeStatus.Declined:
                Do(operation, new ProviderAnswer.Declined(card.DeclineCode!, card.Refusal), _story.TimeOf<PaymentDeclined>()!.Value);
                break;
            default:
                Forget(operation, _story.TimeOf<PaymentActionRequired>()!.Value, _story.TimeOf<PaymentDeclined>()!.Value);
                break;
        }
    }

    // The bank's question stayed open until the deadline; the charge is let go.
    private void Forget(Operation operation, DateTimeOffset askedAt, DateTimeOffset givenUpAt)
    {
        var asked = Take(Payment.Prepare(operation, operation.CreatedAt), operation.CreatedAt);
        asked = Take(Payment.Settle(asked.Operation, new ProviderAnswer.ActionRequired(ChargeOf(_story.Id), "/sandbox/3ds/seeded"), askedAt), askedAt);
        var late = Take(Payment.Prepare(asked.Operation, givenUpAt), givenUpAt);
        _operations.Add(new(late.Operation, givenUpAt, late.Booking));
        if (late.FollowUp is { } release)
            Do(release with { Id = _dice.Id(givenUpAt), Context = Cause() }, new ProviderAnswer.Cancelled(), givenUpAt);
    }

    private void Follow(Happening happening)
    {
        switch (happening.Event)
        {
            case PaymentCaptured captured:
                var fee = Capture.FeeFor(captured.Amount);
                Do(
                    New(OperationKind.Capture, captured.CaptureId, captured.Amount, DispatchedAt(captured.CaptureId)),
                    new ProviderAnswer.Captured($"cap_{captured.CaptureId:N}", fee), happening.At);
                break;
            case PaymentCaptureFailed refused:
                var amount = _story.Order.AmountOf(_story.Order.Shipments.First(s => s.Id == refused.CaptureId));
                Do(New(OperationKind.Capture, refused.CaptureId, amount, DispatchedAt(refused.CaptureId)), new ProviderAnswer.Refused(refused.Code, refused.Detail), happening.At);
                break;
            case PaymentVoided:
                var cancelled = _story.Order.Cancellation!;
                Do(New(OperationKind.Void, Guid.Empty, 0, cancelled.CancelledAt) with { Currency = null, Reason = cancelled.Reason }, new ProviderAnswer.Cancelled(), happening.At);
                break;
        }
    }

    private void Refund(GivenBack refund)
    {
        var asked = New(OperationKind.Refund, refund.RefundId, refund.Amount, refund.At) with { Reason = refund.Reason };
        var reserved = Take(Payment.RequestRefund(asked).Value, refund.At);
        Do(reserved.Operation, new ProviderAnswer.Refunded($"re_{refund.RefundId:N}"), refund.At.AddSeconds(1));
    }

    private void Do(Operation operation, ProviderAnswer answer, DateTimeOffset at)
    {
        var leased = Take(Payment.Prepare(operation, operation.CreatedAt), operation.CreatedAt);
        var settled = Take(Payment.Settle(leased.Operation, answer, at), at);
        _operations.Add(new(settled.Operation, at, settled.Booking));
    }

    private Decision Take(Decision decision, DateTimeOffset at)
    {
        if (decision.Payment != Payment)
            Payment = decision.Payment with { Version = Payment.Version + 1, UpdatedAt = at };
        return decision;
    }

    private Operation New(OperationKind kind, Guid reference, long amount, DateTimeOffset at) =>
        Operation.New(kind, _story.Id, reference, amount, Payment.Currency, Cause(), at) with { Id = _dice.Id(at) };

    private RequestContext Cause() => new(_story.Id.ToString("N"), null, _story.Customer.Id.ToString());

    private DateTimeOffset DispatchedAt(Guid shipment) => _story.Order.Shipments.First(s => s.Id == shipment).DispatchedAt!.Value;
}
