namespace Commerce.Cli;

/// <summary>Holds what the clients were told against what the shop says when all is quiet.</summary>
internal static class HistoryCheck
{
    private const string OutOfStock = "ordering.out_of_stock";
    private const string Declined = "ordering.payment_declined";
    private static readonly string[] Live = ["confirmed", "partially_shipped", "shipped", "completed"];

    /// <summary>A line for every order of which the shop says something else than it said to its client.</summary>
    public static IEnumerable<string> Orders(IReadOnlyCollection<ClientOrder> asked, IReadOnlyDictionary<Guid, string> found)
    {
        foreach (var order in asked)
        {
            var status = found.GetValueOrDefault(order.Id);
            if (Contradiction(order, status) is { } contradiction)
                yield return $"order {order.Id} is {status ?? "absent"}, but {contradiction}";
        }

        foreach (var stranger in found.Keys.Except(asked.Select(o => o.Id)))
            yield return $"order {stranger} is {found[stranger]}, but nobody placed it";
    }

    /// <summary>The scarce product was sold exactly as often as confirmed, and never more often than there was of it.</summary>
    public static IEnumerable<string> Scarcity(
        IReadOnlyCollection<ClientOrder> asked, IReadOnlyDictionary<Guid, string> found, int stock, int available)
    {
        var sold = asked.Where(o => o.IsScarce && IsLive(found.GetValueOrDefault(o.Id))).Sum(o => o.Quantity);
        if (sold > stock)
            yield return $"{sold} of the scarce product were sold, there were {stock}";
        if (available != stock - sold)
            yield return $"{available} of the scarce product are left: of {stock}, {sold} were sold";
    }

    private static string? Contradiction(ClientOrder order, string? status) => order switch
    {
        { Refusal: null, Status: null } => "its client never got an answer",
        { Refusal: { } code } when status is not (null or "cancelled") => $"its client was refused with {code}",
        { Refusal: not null } => UnjustRefusal(order),
        { CancellationGranted: true } => status == "cancelled" ? null : "its cancellation was granted",
        { IsDispatched: true } => status == "completed" ? null : "all its parcels have left",
        { CancellationAsked: true } => IsLive(status) || status == "cancelled" ? null : "it was confirmed and then asked to be cancelled",
        { WasConfirmed: true } => IsLive(status) ? null : "its client was told that it is confirmed",
        { Status: "cancelled" } => status == "cancelled" ? UnjustRefusal(order) : "its client was told that it is cancelled",
        _ => $"it has come to no end: its client last heard {order.Status}",
    };

    // There was stock and the card was good: no fault of the platform may cost the shopper the order.
    private static string? UnjustRefusal(ClientOrder order) => (order.IsScarce, order.IsUnpayable, order.Refusal) switch
    {
        (true, _, OutOfStock or null) or (_, true, Declined or null) => null,
        _ => $"nothing was wrong with it and it was refused with {order.Refusal ?? order.Status}",
    };

    private static bool IsLive(string? status) => Live.Contains(status);
}
