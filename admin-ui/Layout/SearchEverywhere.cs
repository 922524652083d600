namespace Commerce.AdminUi;

/// <summary>Something found, and where it opens.</summary>
internal sealed record SearchHit(string Icon, string Title, string About, string Address);

/// <summary>Asks every context that the person may look into, at the same time.</summary>
internal sealed class SearchEverywhere(OrdersClient orders, AccountsClient accounts, Person person)
{
    public const int MinLength = 2;
    private const int PerKind = 6;

    public IReadOnlyList<SearchHit> Pages(string text) =>
    [
        .. NavigationItems.All.Where(item => item.IsOpenTo(person) && item.Title.Contains(text, StringComparison.OrdinalIgnoreCase))
            .Select(item => new SearchHit(item.Icon, item.Title, "page", item.Address)),
    ];

    /// <exception cref="GatewayException">The shop does not answer.</exception>
    public async Task<IReadOnlyList<SearchHit>> FindAsync(string text, CancellationToken ct)
    {
        text = text.Trim();
        if (text.Length < MinLength)
            return Pages(text);
        Task<IReadOnlyList<SearchHit>>[] searches = [OrdersAsync(text, ct), PeopleAsync(text, ct)];
        return [.. Pages(text), .. (await Task.WhenAll(searches)).SelectMany(hits => hits)];
    }

    private async Task<IReadOnlyList<SearchHit>> OrdersAsync(string text, CancellationToken ct) =>
        person.May(StaffPermissions.ReadOrders) && Guid.TryParse(text, out var id) && await orders.FindAsync(id, ct) is { } order
            ? [new("cart", $"Order {ShortId.Of(order.OrderId)}", $"{OrderWords.Status(order.Status)} · {person.Format.Money(order.Total)}", $"orders/{order.OrderId}")]
            : [];

    // Until customers have pages of their own, somebody's orders are what staff look for.
    private async Task<IReadOnlyList<SearchHit>> PeopleAsync(string text, CancellationToken ct) =>
        person.May(StaffPermissions.ReadCustomers) && person.May(StaffPermissions.ReadOrders) && !Guid.TryParse(text, out _) && text.All(c => !char.IsControl(c))
            ? [.. (await accounts.SearchAsync(text, PerKind, ct)).Select(user => new SearchHit("user", user.DisplayName, user.Email, $"orders?customer={user.Id}"))]
            : [];
}
