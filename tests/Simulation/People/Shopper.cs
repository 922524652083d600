using Commerce.Ordering;

namespace Commerce.Simulation;

/// <summary>Somebody who buys a cart, impatiently: repeats what gets no answer, perhaps in two tabs, perhaps calls it off.</summary>
internal sealed class Shopper(World world, Dice dice, Guid cartId, string card)
{
    private const int MostTries = 30;
    private const int MostLooks = 60;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(8);
    private readonly Guid _customer = dice.NewId();

    /// <summary>Orders under a new id after a while.</summary>
    public Guid BuysAfter(TimeSpan delay)
    {
        var orderId = world.Ids.NewId();
        world.Trace.Name(orderId, $"order {world.Trace.NameOf(cartId)}{(char)('a' + Tabs++)}");
        world.Agenda.In(delay, () => Place(orderId, 1));
        return orderId;
    }

    /// <summary>Calls the order off after a while, if there is one.</summary>
    public void CancelsAfter(Guid orderId, TimeSpan delay) => world.Agenda.In(delay, () => Cancel(orderId, 1));

    /// <summary>How the shopper meets the bank's question: whether, after how long and with which outcome.</summary>
    public void MeetsTheBank(Guid orderId, TimeSpan delay, bool passes, bool comesBack, int looks = 1) => world.Agenda.In(delay, () =>
    {
        if (!world.Provider.AnswerChallenge(orderId, passes))
        {
            if (looks < MostLooks)
                MeetsTheBank(orderId, s_pause, passes, comesBack, looks + 1);
            return;
        }

        world.Trace.Add($"{world.Trace.NameOf(orderId)}: the shopper {(passes ? "passes" : "fails")} the bank's check");
        if (comesBack && world.Payments.AnyReplica() is { } replica)
            replica.Run(world.Payments.Confirm(replica, orderId));
    });

    private int Tabs { get; set; }

    private void Place(Guid orderId, int tries)
    {
        var isAnswered = false;
        if (world.Ordering.AnyReplica() is { } replica)
        {
            replica.Run(world.Ordering.Place(replica, orderId, cartId, _customer, card, answer =>
            {
                isAnswered = true;
                world.Trace.Add($"{world.Trace.NameOf(orderId)}: {answer}");
            }));
        }

        world.Agenda.In(s_patience, () =>
        {
            if (!isAnswered && tries < MostTries)
                Place(orderId, tries + 1);
        });
    }

    private void Cancel(Guid orderId, int tries)
    {
        var isAnswered = false;
        if (world.Ordering.Find(orderId) is not null && world.Ordering.AnyReplica() is { } replica)
        {
            replica.Run(world.Ordering.Change(replica, orderId, Decide, refusal =>
            {
                isAnswered = refusal != "conflict";
                world.Trace.Add($"{world.Trace.NameOf(orderId)}: the shopper cancels: {refusal ?? "done"}");
            }));
        }

        world.Agenda.In(s_patience, () =>
        {
            if (!isAnswered && tries < MostTries)
                Cancel(orderId, tries + 1);
        });
    }

    private (CheckoutDecision?, string?) Decide(Order order)
    {
        var cancelled = order.Cancel(CancellationReasons.Requested, "Changed my mind.", world.Agenda.Now);
        return cancelled.Error is { } refusal ? (null, refusal.Code) : (Checkout.Cancel(order, cancelled.Value), null);
    }
}
