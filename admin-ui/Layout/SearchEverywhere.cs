namespace Commerce.AdminUi;

/// <summary>Something found, and where it opens.</summary>
internal sealed record SearchHit(string Icon, string Title, string About, string Address);

/// <summary>What was found.</summary>
/// <param name="Missing">Why somebody could not be asked; null when everybody was.</param>
internal sealed record SearchResult(IReadOnlyList<SearchHit> Hits, Problem? Missing);

/// <summary>Asks every context that the person may look into, at the same time.</summary>
internal sealed class SearchEverywhere(OrdersClient orders, AccountsClient accounts, StockClient stock, Person person)
{
    public const int MinLength = 2;
    private const int PerKind = 6;

    public IReadOnlyList<SearchHit> Pages(string text) =>
    [
        .. NavigationItems.All.Where(item => item.IsOpenTo(person) && item.Title.Contains(text, StringComparison.OrdinalIgnoreCase))
            .Select(item => new SearchHit(item.Icon, item.Title, "page", item.Address)),
    ];

    /// <summary>Who does not answer hides nothing that the others found.</summary>
    public async Task<SearchResult> FindAsync(string text, CancellationToken ct)
    {
        text = text.Trim();
        if (text.Length < MinLength)
            return new(Pages(text), null);
        var found = await Task.WhenAll(
            AskAsync(OrdersAsync(text, ct)), AskAsync(OrdersByNumberAsync(text, ct)), AskAsync(ProductsAsync(text, ct)), AskAsync(PeopleAsync(text, ct)));
        return new([.. Pages(text), .. found.SelectMany(f => f.Hits)], found.Select(f => f.Missing).FirstOrDefault(m => m is not null));
    }

    private static async Task<SearchResult> AskAsync(Task<IReadOnlyList<SearchHit>> search)
    {
        try
        {
            return new(await search, null);
        }
        catch (GatewayException e)
        {
            return new([], e.Problem);
        }
    }

    private async Task<IReadOnlyList<SearchHit>> OrdersAsync(string text, CancellationToken ct) =>
        person.May(StaffPermissions.ReadOrders) && Guid.TryParse(text, out var id) && await orders.FindAsync(id, ct) is { } order
            ? [new("cart", $"Order {ShortId.Of(order.OrderId)}", $"{OrderWords.Status(order.Status)} · {person.Format.Money(order.Total)}", $"orders/{order.OrderId}")]
            : [];

    // The number as the portal shows it, with or without its dots.
    private async Task<IReadOnlyList<SearchHit>> OrdersByNumberAsync(string text, CancellationToken ct)
    {
        var number = text.TrimStart('…', '.').ToLowerInvariant();
        if (!person.May(StaffPermissions.ReadOrders) || number.Length != ShortId.Length || !number.All(char.IsAsciiHexDigit))
            return [];
        return [.. (await orders.ListAsync(new(Number: number), null, null, PerKind, ct)).Items
            .Select(o => new SearchHit("cart", $"Order {ShortId.Of(o.OrderId)}", $"{OrderWords.Status(o.Status)} · {person.Format.Money(o.Total)}", $"orders/{o.OrderId}"))];
    }

    private async Task<IReadOnlyList<SearchHit>> ProductsAsync(string text, CancellationToken ct)
    {
        if (!person.May(StaffPermissions.ReadInventory) || Guid.TryParse(text, out _) || text.Any(char.IsControl))
            return [];
        try
        {
            return [.. (await stock.ListAsync(new(text, null, false), null, null, PerKind, ct)).Items.DistinctBy(row => row.Sku)
                .Select(row => new SearchHit("box", row.Sku, row.Name ?? "", $"stock/{Uri.EscapeDataString(row.Sku)}"))];
        }
        catch (GatewayException e) when (e.Problem.Status == StatusCodes.Status422UnprocessableEntity)
        {
            return []; // nothing that a SKU or a name could be
        }
    }

    private async Task<IReadOnlyList<SearchHit>> PeopleAsync(string text, CancellationToken ct) =>
        person.May(StaffPermissions.ReadCustomers) && !Guid.TryParse(text, out _) && text.All(c => !char.IsControl(c))
            ? [.. (await accounts.SearchAsync(text, PerKind, ct)).Select(user => new SearchHit("user", user.DisplayName, user.Email, $"customers/{user.Id}"))]
            : [];
}
