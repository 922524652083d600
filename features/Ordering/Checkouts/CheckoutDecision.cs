namespace Commerce.Ordering;

/// <summary>What the checkout process does about something: events of the order and messages to others, all in one transaction.</summary>
/// <param name="Before">The order that was decided on; its version is what the events are appended to.</param>
/// <param name="Events">In order.</param>
/// <param name="Messages">Commands to other contexts. Integration events follow from <paramref name="Events"/> by themselves.</param>
internal sealed record CheckoutDecision(Order Before, IReadOnlyList<object> Events, IReadOnlyList<object> Messages)
{
    /// <summary>The order afterwards.</summary>
    public Order After { get; } = Events.Aggregate(Before, (order, @event) => order.Apply(@event));

    /// <summary>Nothing to do: a duplicate, or an answer that came too late to matter.</summary>
    public static CheckoutDecision Nothing(Order order) => new(order, [], []);

    public bool IsNothing => Events.Count == 0 && Messages.Count == 0;
}
