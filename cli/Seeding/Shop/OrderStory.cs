using Commerce.Ordering;

namespace Commerce.Seeding;

/// <summary>An event of an order and when it happened.</summary>
internal sealed record Happening(object Event, DateTimeOffset At);

/// <summary>What an order takes of which SKU from which warehouse.</summary>
/// <param name="Good">Its place among the goods.</param>
/// <param name="Warehouse">Its place among the warehouses.</param>
internal sealed record Pick(int Good, int Warehouse, string Sku, string WarehouseCode, int Quantity);

/// <summary>Money that was given back.</summary>
internal sealed record GivenBack(Guid RefundId, long Amount, string Reason, DateTimeOffset At);

/// <summary>One order from the cart to wherever it has come, as every context saw it.</summary>
internal sealed class OrderStory(int number, Guid id, Customer customer, Card card, Guid paymentId)
{
    private readonly List<Happening> _happenings = [];

    public int Number => number;

    public Guid Id => id;

    public Customer Customer => customer;

    public Card Card => card;

    public Guid PaymentId => paymentId;

    /// <summary>The fold of what happened.</summary>
    public Order Order { get; private set; } = new();

    public IReadOnlyList<Happening> Happenings => _happenings;

    /// <summary>Empty when there was not enough of something.</summary>
    public IReadOnlyList<Pick> Picks { get; init; } = [];

    public GivenBack? Refund { get; set; }

    public DateTimeOffset LastAt => _happenings[^1].At;

    public DateTimeOffset? TimeOf<TEvent>() => _happenings.Find(h => h.Event is TEvent)?.At;

    /// <summary>The checkout process decided something.</summary>
    public OrderStory Then(CheckoutDecision decision, DateTimeOffset at)
    {
        _happenings.AddRange(decision.Events.Select(e => new Happening(e, at)));
        Order = decision.After;
        return this;
    }

    /// <summary>What happened in all orders, one thing after the other.</summary>
    public static IEnumerable<(OrderStory Story, Happening Happening, int Version)> InOrderOfTime(IEnumerable<OrderStory> stories)
    {
        var ahead = new PriorityQueue<(OrderStory, Happening, int), (DateTimeOffset At, long Sequence)>();
        var sequence = 0L;
        foreach (var story in stories)
        {
            while (ahead.TryPeek(out _, out var next) && next.At < story._happenings[0].At)
                yield return ahead.Dequeue();
            for (var i = 0; i < story._happenings.Count; i++)
                ahead.Enqueue((story, story._happenings[i], i + 1), (story._happenings[i].At, sequence++));
        }

        while (ahead.TryDequeue(out var last, out _))
            yield return last;
    }
}
