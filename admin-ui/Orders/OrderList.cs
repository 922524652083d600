namespace Commerce.AdminUi;

/// <summary>What the list of orders can be asked, for the page and for its export.</summary>
internal static class OrderList
{
    public static readonly ListSchema Schema = new(
        ["status", "customer", "from", "to"],
        ["-placedAt", "placedAt"],
        ["order", "placed", "status", "total", "items", "customer", "updated"])
    {
        Extra = ["customer", "updated"],
    };

    public static readonly CsvExport<OrdersClient, OrderRow> Export = new("orders", StaffPermissions.ReadOrders, Schema, ReadAsync,
    [
        new("order", row => row.OrderId),
        new("placed", row => row.PlacedAt),
        new("status", row => row.Status),
        new("total", row => row.Total),
        new("currency", row => row.Total.Currency.Code),
        new("items", row => row.ItemCount),
        new("customer", row => row.CustomerId),
        new("updated", row => row.UpdatedAt),
    ]);

    /// <summary>The days of the filter are those of the person who set it.</summary>
    public static Task<Page<OrderRow>> ReadAsync(OrdersClient orders, ListState state, PersonFormat format, int limit, CancellationToken ct) => orders.ListAsync(
        new(
            state.Filter("status") is { } status && OrderWords.Statuses.Contains(status) ? status : null,
            Guid.TryParse(state.Filter("customer"), out var customer) ? customer : null,
            format.DayBegins(state.Filter("from")),
            format.DayBegins(state.Filter("to"), daysLater: 1)),
        state.Sort, state.Cursor, limit, ct);
}
