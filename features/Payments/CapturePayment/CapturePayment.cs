using Commerce.Data;
using Commerce.Messaging;
using Commerce.Payments.Contracts;

namespace Commerce.Payments;

/// <summary>Ordering asks to take held money, once per capture id.</summary>
internal sealed class CapturePayment(OperationSignal signal, TimeProvider clock) : IMessageHandler<CapturePaymentV1>
{
    public Task HandleAsync(IReadOnlyList<Received<CapturePaymentV1>> messages, Session session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        Operation[] captures = [.. messages.Select(m => Operation.New(
            OperationKind.Capture, m.Message.OrderId, m.Message.CaptureId, m.Message.MinorUnits, m.Message.Currency, m.Context, now))];
        session.ExpectPayments(captures, now);
        session.WriteOperations(captures);
        session.WhenCommitted(signal.Ring);
        return Task.CompletedTask;
    }
}
