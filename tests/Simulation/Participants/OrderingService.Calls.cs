using Commerce.Ordering;

namespace Commerce.Simulation;

/// <summary>What people ask Ordering for over HTTP, and what it does by itself when a deadline passes.</summary>
internal sealed partial class OrderingService
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private DateTimeOffset? _planned;

    /// <summary>Orders the cart under this id, like the real use case: the same id again is the same order, another one finds the cart taken.</summary>
    public IEnumerable<TimeSpan> Place(Replica replica, Guid orderId, Guid cartId, Guid customer, string token, Action<string> answer)
    {
        while (true)
        {
            var cart = Carts[cartId]!;
            if (cart.Status != CartStatus.Open)
            {
                answer(cart.OrderId == orderId ? "placed before" : "cart is closed");
                yield break;
            }

            var decided = Order.Place(orderId, customer, cart, Now);
            if (decided.Error is { } refusal)
            {
                answer(refusal.Code);
                yield break;
            }

            var unit = new Unit(this, replica);
            var ordered = cart with { Status = CartStatus.Ordered, OrderId = orderId, CustomerId = customer, Version = cart.Version + 1 };
            if (World.Guards.CartsHaveVersions)
                Carts.PutIfUnchanged(unit, cartId, ordered);
            else
                Carts.Put(unit, cartId, ordered);
            Start(unit, Checkout.Begin(decided.Value), token);
            unit.Flush();
            yield return World.Faults.Latency();
            if (replica.CrashesAt("between deciding on an order and commit"))
                yield break;
            var isPlaced = unit.Commit();
            if (replica.CrashesAt("between commit and answer"))
                yield break;
            if (isPlaced)
            {
                answer("placed");
                yield break;
            }

            World.Count("conflicts");
        }
    }

    /// <summary>Puts another quantity into the cart, at the version that was read.</summary>
    public IEnumerable<TimeSpan> SetLine(Replica replica, Guid cartId, CartLine line)
    {
        var cart = Carts[cartId]!;
        if (cart.Status != CartStatus.Open)
            yield break;
        var unit = new Unit(this, replica);
        Carts.PutIfUnchanged(unit, cartId, cart with { Version = cart.Version + 1, Lines = [.. cart.Lines.Where(l => l.Sku != line.Sku), line] });
        yield return World.Faults.Latency();
        if (unit.Commit())
            World.Trace.Add($"{World.Trace.NameOf(cartId)}: now {line.Quantity} of {line.Sku}");
    }

    /// <summary>Changes an order if it may be changed; the answer is the refusal's code, or null when it is done.</summary>
    public IEnumerable<TimeSpan> Change(Replica replica, Guid orderId, Func<Order, (CheckoutDecision? Decision, string? Refusal)> decide, Action<string?> answer)
    {
        var (decision, refusal) = decide(Find(orderId)!);
        if (decision is null)
        {
            answer(refusal);
            yield break;
        }

        var unit = new Unit(this, replica);
        Save(unit, Tampered("call", decision));
        unit.Flush();
        yield return World.Faults.Latency();
        if (replica.CrashesAt("between a change of an order and commit"))
            yield break;
        answer(unit.Commit() ? null : "conflict");
    }

    protected override void Resume()
    {
        _planned = null;
        WatchDeadlines();
    }

    // The real worker looks every second; here it looks within a second of when there is something to see.
    private void WatchDeadlines()
    {
        var due = Checkouts.Rows.Where(IsLookedAfter).Min(c => c.Deadline);
        if (due is null || _planned <= due)
            return;
        _planned = due;
        World.Agenda.At(due.Value + World.Faults.Dice.Between(TimeSpan.Zero, s_look), () =>
        {
            _planned = null;
            if (AnyReplica() is { } replica)
                replica.Run(LookAfter(replica));
        });
    }

    // The others wait for staff, and only for them.
    private static bool IsLookedAfter(CheckoutRow row) => row.Step != CheckoutStep.Unpaid;

    private IEnumerable<TimeSpan> LookAfter(Replica replica)
    {
        var unit = new Unit(this, replica);
        foreach (var (orderId, row) in Checkouts.Entries.Where(c => IsLookedAfter(c.Value) && c.Value.Deadline <= Now).OrderBy(c => c.Value.Deadline).ToArray())
        {
            var order = Find(unit, orderId)!;
            var decision = Tampered("reminder", Checkout.Remind(order, row.Reminders, row.PaymentToken, Now));
            Save(unit, decision);
            if (decision.Events.Count == 0)
                Postpone(unit, orderId, row, Checkout.StepOf(order));
            World.Count("reminders");
            World.Trace.Add($"{World.Trace.NameOf(orderId)}: reminder {row.Reminders} while {row.Step}");
        }

        unit.Flush();
        if (replica.CrashesAt("between a deadline and commit"))
            yield break;
        // Rows that are due stay locked from the first look to the commit, so nobody comes in between.
        if (!unit.Commit())
            throw new InvalidOperationException($"A locked checkout was changed: {unit.Conflict}");
        yield return s_look;
        WatchDeadlines();
    }

    private void Postpone(Unit unit, Guid orderId, CheckoutRow row, CheckoutStep step)
    {
        var wait = Checkout.AnswerTime * Math.Min(row.Reminders + 1, Checkout.MaxReminders);
        Checkouts.Put(unit, orderId, row with { Deadline = step is CheckoutStep.Finished ? null : Now + wait, Reminders = row.Reminders + 1 });
    }
}
