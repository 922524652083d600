namespace Commerce.AdminUi;

/// <summary>The moments at which an order changed. What was recorded together counts as one: no question can tell it apart.</summary>
public sealed class OrderMoments(OrderHistory history)
{
    public IReadOnlyList<DateTimeOffset> All { get; } = [.. history.Entries.Select(e => e.At).Distinct().Order()];

    public int Last => Math.Max(All.Count - 1, 0);

    /// <summary>The last change up to a moment; the first one for a moment before all of them.</summary>
    public int IndexAt(DateTimeOffset? moment)
    {
        if (moment is not { } asOf)
            return Last;
        for (var i = Last; i > 0; i--)
        {
            if (All[i] <= asOf)
                return i;
        }

        return 0;
    }

    public IReadOnlyList<OrderHistory.Entry> EventsAt(int index) => [.. history.Entries.Where(e => All.Count > 0 && e.At == All[index])];
}
