using Commerce.Data;
using Commerce.Messaging;
using Commerce.Payments.Contracts;

namespace Commerce.Payments;

/// <summary>Ordering asks to give captured money back, once per refund id.</summary>
internal sealed class RefundPayment(OperationSignal signal, TimeProvider clock) : IMessageHandler<RefundPaymentV1>
{
    public Task HandleAsync(IReadOnlyList<Received<RefundPaymentV1>> messages, Session session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        Operation[] refunds = [.. messages.Select(m => Operation.New(
            OperationKind.Refund, m.Message.OrderId, m.Message.RefundId, m.Message.MinorUnits, m.Message.Currency, m.Context, now) with
        {
            Reason = m.Message.Reason,
        })];
        session.ExpectPayments(refunds, now);
        session.WriteOperations(refunds);
        session.WhenCommitted(signal.Ring);
        return Task.CompletedTask;
    }
}
