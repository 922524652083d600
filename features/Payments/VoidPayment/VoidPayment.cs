using Commerce.Data;
using Commerce.Messaging;
using Commerce.Payments.Contracts;

namespace Commerce.Payments;

/// <summary>Ordering lets an order's money go, whether it is held, being asked for, or not even asked for yet.</summary>
internal sealed class VoidPayment(OperationSignal signal, TimeProvider clock) : IMessageHandler<VoidPaymentV1>
{
    public Task HandleAsync(IReadOnlyList<Received<VoidPaymentV1>> messages, Session session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        Operation[] voids = [.. messages.Select(m => Operation.New(
            OperationKind.Void, m.Message.OrderId, Guid.Empty, 0, null, m.Context, now) with
        {
            Reason = m.Message.Reason,
        })];
        session.ExpectPayments(voids, now);
        session.WriteOperations(voids);
        session.WhenCommitted(signal.Ring);
        return Task.CompletedTask;
    }
}
