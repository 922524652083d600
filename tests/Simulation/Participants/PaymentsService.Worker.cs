using Commerce.Payments;

namespace Commerce.Simulation;

/// <summary>The worker that carries intents to the provider: one transaction before each call, one after it, a lease in between.</summary>
internal sealed partial class PaymentsService
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(250);
    private DateTimeOffset? _planned;

    protected override void Resume()
    {
        _planned = null;
        WatchOperations();
    }

    private void WatchOperations()
    {
        var pending = Operations.Rows.Where(o => o.State == OperationState.Pending).ToArray();
        if (pending.Length == 0)
            return;
        var due = pending.Min(o => o.NextAttemptAt);
        if (_planned <= due)
            return;
        _planned = due;
        World.Agenda.At(due + World.Faults.Dice.Between(TimeSpan.Zero, s_poll), () =>
        {
            _planned = null;
            if (AnyReplica() is { } replica)
                replica.Run(TakeDue(replica));
        });
    }

    private IEnumerable<TimeSpan> TakeDue(Replica replica)
    {
        var unit = new Unit(this, replica);
        while (!TryLock(unit))
            yield return World.Faults.Latency();
        var due = Operations.Rows.Where(o => o.State == OperationState.Pending && o.NextAttemptAt <= Now).OrderBy(o => o.NextAttemptAt).ToArray();
        var decisions = Array.ConvertAll(due, o => Decide(unit, o, (payment, operation) => payment.Prepare(operation, Now)));
        unit.Flush();
        yield return World.Faults.Latency();
        if (replica.CrashesAt("between taking operations and commit"))
            yield break;
        unit.Commit();
        foreach (var decision in decisions.Where(d => d.Call is not null))
            replica.Run(Call(replica, decision.Operation, decision.Call!));
        WatchOperations();
    }

    private IEnumerable<TimeSpan> Call(Replica replica, Operation operation, ProviderCall call)
    {
        yield return World.Faults.Latency();
        if (replica.CrashesAt("before a call to the provider"))
            yield break;
        ProviderAnswer answer = new ProviderAnswer.NotFound();
        if (call.AskFirst)
        {
            (answer, var waited) = World.Provider.Find(Keyed(call, operation));
            yield return waited;
        }

        if (answer is ProviderAnswer.NotFound)
        {
            (answer, var waited) = World.Provider.Call(Keyed(call, operation));
            yield return waited;
        }

        World.Trace.Add($"{World.Trace.NameOf(operation.OrderId)}: {operation.Kind} (try {operation.Attempts}) is {answer.GetType().Name}");
        if (replica.CrashesAt("after a call to the provider"))
            yield break;
        foreach (var pause in Settle(replica, operation, answer))
            yield return pause;
    }

    private IEnumerable<TimeSpan> Settle(Replica replica, Operation operation, ProviderAnswer answer)
    {
        var unit = new Unit(this, replica);
        while (!TryLock(unit))
            yield return World.Faults.Latency();
        var current = Operations[(operation.OrderId, operation.Kind, operation.ReferenceId)]!;
        var isOurs = current.State == OperationState.Pending && current.Attempts == operation.Attempts;
        if (isOurs || !World.Guards.PaymentsAreLocked)
            Decide(unit, current, (payment, leased) => payment.Settle(leased, answer, Now));
        else
            World.Count("leases lost");
        unit.Flush();
        yield return World.Faults.Latency();
        if (replica.CrashesAt("between an answer and commit"))
            yield break;
        unit.Commit();
        WatchOperations();
    }

    private Decision Decide(Unit unit, Operation operation, Func<Payment, Operation, Decision> decide)
    {
        var decision = decide(Payments.Find(unit, operation.OrderId)!, operation);
        Payments.Put(unit, operation.OrderId, decision.Payment);
        Operations.Put(unit, (operation.OrderId, operation.Kind, operation.ReferenceId), decision.Operation);
        if (decision.FollowUp is { } next)
            Intend(unit, next);
        if (decision.Booking is { } booking)
            unit.WhenCommitting(() => Ledger.Add(booking));
        if (decision.Message is { } message)
            unit.Publish(message, operation.OrderId);
        return decision;
    }

    private ProviderCall Keyed(ProviderCall call, Operation operation) =>
        World.Guards.ProviderKeysAreStable || call is ProviderCall.Cancel ? call : call with { Key = $"{call.Key}-{operation.Attempts}" };
}
