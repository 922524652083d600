using Commerce.Payments;
using Commerce.Payments.Contracts;

namespace Commerce.Simulation;

/// <summary>Payments: the real decisions before and after each call to the provider, on payments, operations and a ledger in memory.</summary>
internal sealed partial class PaymentsService(World world) : Service(world, "payments", "payments.commands")
{
    private static readonly Data.RequestContext s_context = Data.RequestContext.System("simulation");

    public Table<Guid, Payment> Payments { get; } = new();

    /// <summary>By what makes an intent the same: the order, what is done, and to which part.</summary>
    public Table<(Guid OrderId, OperationKind Kind, Guid Reference), Operation> Operations { get; } = new();

    public List<LedgerTransaction> Ledger { get; } = [];

    protected override bool LocksRows => World.Guards.PaymentsAreLocked;

    public override bool Listens(Type message) =>
        message == typeof(AuthorizePaymentV1) || message == typeof(CapturePaymentV1) || message == typeof(VoidPaymentV1) || message == typeof(RefundPaymentV1);

    public override void Handle(Unit unit, IReadOnlyList<object> wave)
    {
        foreach (var message in wave)
        {
            switch (message)
            {
                case AuthorizePaymentV1 m:
                    Accept(unit, m);
                    Intend(unit, OperationKind.Authorize, m.OrderId, Guid.Empty, m.MinorUnits, m.Currency);
                    break;
                case CapturePaymentV1 m:
                    Expect(unit, m.OrderId);
                    Intend(unit, OperationKind.Capture, m.OrderId, m.CaptureId, m.MinorUnits, m.Currency);
                    break;
                case VoidPaymentV1 m:
                    Expect(unit, m.OrderId);
                    Intend(unit, OperationKind.Void, m.OrderId, Guid.Empty, 0, null);
                    break;
                case RefundPaymentV1 m:
                    Expect(unit, m.OrderId);
                    Intend(unit, OperationKind.Refund, m.OrderId, m.RefundId, m.MinorUnits, m.Currency);
                    break;
            }
        }

        unit.WhenCommitted(WatchOperations);
    }

    /// <summary>The shopper comes back from the bank's page: the provider is asked now instead of at the next turn.</summary>
    public IEnumerable<TimeSpan> Confirm(Replica replica, Guid orderId)
    {
        var unit = new Unit(this, replica);
        while (!TryLock(unit))
            yield return World.Faults.Latency();
        var key = (orderId, OperationKind.Authorize, Guid.Empty);
        if (Payments[orderId]?.Status == PaymentStatus.ActionRequired
            && Operations[key] is { State: OperationState.Pending } operation && operation.NextAttemptAt > Now)
            Operations.Put(unit, key, operation with { NextAttemptAt = Now });
        yield return World.Faults.Latency();
        unit.Commit();
        WatchOperations();
    }

    // A payment that was only expected, because its void or capture came first, is completed; one that is voided stays voided.
    private void Accept(Unit unit, AuthorizePaymentV1 message)
    {
        var known = Payments.Find(unit, message.OrderId) ?? Fresh(message.OrderId);
        if (known.Amount == 0)
        {
            Payments.Put(unit, message.OrderId, known with
            {
                CustomerId = message.CustomerId,
                Token = message.PaymentToken,
                Currency = message.Currency,
                Amount = message.MinorUnits,
                Deadline = message.Deadline,
                Status = known.Status == PaymentStatus.Expected ? PaymentStatus.Pending : known.Status,
            });
        }
    }

    private void Expect(Unit unit, Guid orderId)
    {
        if (Payments.Find(unit, orderId) is null)
            Payments.Put(unit, orderId, Fresh(orderId));
    }

    private Payment Fresh(Guid orderId) => new() { OrderId = orderId, PaymentId = World.Ids.NewId(), Status = PaymentStatus.Expected };

    private void Intend(Unit unit, OperationKind kind, Guid orderId, Guid reference, long amount, string? currency) =>
        Intend(unit, Operation.New(kind, orderId, reference, amount, currency, s_context, Now));

    // An intent that is there already stays as it is. Its id is the seed's, so that a seed repeats.
    private void Intend(Unit unit, Operation operation)
    {
        var key = (operation.OrderId, operation.Kind, operation.ReferenceId);
        if (Operations.Find(unit, key) is null)
            Operations.Put(unit, key, operation with { Id = World.Ids.NewId() });
    }
}
