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

    /// <summary>The days of the filter are those of the person who set it.</summary>
    public static OrderFilter FilterOf(ListState state, PersonFormat format) => new(
        state.Filter("status") is { } status && OrderWords.Statuses.Contains(status) ? status : null,
        Guid.TryParse(state.Filter("customer"), out var customer) ? customer : null,
        format.DayBegins(state.Filter("from")),
        format.DayBegins(state.Filter("to"), daysLater: 1));
}
