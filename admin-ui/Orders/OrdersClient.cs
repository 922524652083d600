using System.Globalization;
using System.Text.Json;
using Commerce.Kernel;

namespace Commerce.AdminUi;

/// <summary>Ordering's API as staff use it.</summary>
internal sealed class OrdersClient(GatewayClient gateway)
{
    public Task<Page<OrderRow>> ListAsync(OrderFilter filter, string? sort, string? cursor, int limit, CancellationToken ct) =>
        gateway.GetAsync<Page<OrderRow>>(
            ApiPath.Of(
                "/api/v1/orders",
                ("status", filter.Status),
                ("customerId", filter.CustomerId?.ToString()),
                ("placedFrom", Text(filter.PlacedFrom)),
                ("placedBefore", Text(filter.PlacedBefore)),
                ("number", filter.Number),
                ("sort", sort),
                ("cursor", cursor),
                ("limit", limit.ToString(CultureInfo.InvariantCulture))),
            ct);

    public Task<OrderDetails> GetAsync(Guid orderId, DateTimeOffset? asOf, CancellationToken ct) =>
        gateway.GetAsync<OrderDetails>(ApiPath.Of($"/api/v1/orders/{orderId}", ("asOf", Text(asOf))), ct);

    public Task<OrderDetails?> FindAsync(Guid orderId, CancellationToken ct) => gateway.FindAsync<OrderDetails>($"/api/v1/orders/{orderId}", ct);

    public Task<OrderHistory> HistoryAsync(Guid orderId, CancellationToken ct) => gateway.GetAsync<OrderHistory>($"/api/v1/orders/{orderId}/history", ct);

    public Task<CheckoutState> CheckoutAsync(Guid orderId, CancellationToken ct) => gateway.GetAsync<CheckoutState>($"/api/v1/orders/{orderId}/checkout", ct);

    public Task<Page<CheckoutState>> CheckoutsAsync(string? step, bool overdue, string? cursor, int limit, CancellationToken ct) =>
        gateway.GetAsync<Page<CheckoutState>>(
            ApiPath.Of(
                "/api/v1/orders/checkouts", ("step", step), ("overdue", overdue ? "true" : null), ("cursor", cursor), ("limit", limit.ToString(CultureInfo.InvariantCulture))),
            ct);

    public Task<Page<OrderNote>> NotesAsync(Guid orderId, string? cursor, int limit, CancellationToken ct) =>
        gateway.GetAsync<Page<OrderNote>>(
            ApiPath.Of($"/api/v1/orders/{orderId}/notes", ("cursor", cursor), ("limit", limit.ToString(CultureInfo.InvariantCulture))), ct);

    public Task AddNoteAsync(Guid orderId, string text, Guid key, CancellationToken ct) =>
        gateway.PostAsync<JsonElement>($"/api/v1/orders/{orderId}/notes", new { Text = text }, key, ct);

    /// <summary>Both days are included; they are those of UTC.</summary>
    public Task<OrderStatistics> StatisticsAsync(DateOnly from, DateOnly to, CancellationToken ct) =>
        gateway.GetAsync<OrderStatistics>(
            ApiPath.Of(
                "/api/v1/orders/statistics",
                ("from", from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                ("to", to.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))),
            ct);

    public IAsyncEnumerable<OrderDetails> WatchAsync(Guid orderId, CancellationToken ct) => gateway.StreamAsync<OrderDetails>($"/api/v1/orders/{orderId}/events", ct);

    public Task<OrderDetails> CancelAsync(Guid orderId, string? reason, Guid key, CancellationToken ct) =>
        gateway.PostAsync<OrderDetails>($"/api/v1/orders/{orderId}/cancellation", new { Reason = reason }, key, ct);

    public Task<OrderDetails> DispatchAsync(Guid orderId, Guid shipmentId, string? trackingNumber, Guid key, CancellationToken ct) =>
        gateway.PostAsync<OrderDetails>($"/api/v1/orders/{orderId}/shipments/{shipmentId}/dispatch", new { TrackingNumber = trackingNumber }, key, ct);

    public Task<OrderDetails> SettleAsync(Guid orderId, Guid shipmentId, string how, string reason, Guid key, CancellationToken ct) =>
        gateway.PostAsync<OrderDetails>($"/api/v1/orders/{orderId}/shipments/{shipmentId}/settlement", new { How = how, Reason = reason }, key, ct);

    public Task<CheckoutState> RetryAsync(Guid orderId, Guid key, CancellationToken ct) =>
        gateway.PostAsync<CheckoutState>($"/api/v1/orders/{orderId}/checkout/retry", new { }, key, ct);

    private static string? Text(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>Which orders are looked for.</summary>
internal sealed record OrderFilter(string? Status = null, Guid? CustomerId = null, DateTimeOffset? PlacedFrom = null, DateTimeOffset? PlacedBefore = null, string? Number = null);

/// <summary>An order in a list.</summary>
public sealed record OrderRow(Guid OrderId, Guid CustomerId, string Status, Money Total, int ItemCount, DateTimeOffset PlacedAt, DateTimeOffset UpdatedAt);

/// <summary>An order, now or as it was.</summary>
public sealed record OrderDetails(
    Guid OrderId,
    string Status,
    int Version,
    IReadOnlyList<OrderDetails.Line> Lines,
    Money Total,
    Money Captured,
    string? PaymentActionUrl,
    IReadOnlyList<OrderDetails.Parcel> Shipments,
    OrderDetails.End? Cancellation,
    DateTimeOffset PlacedAt,
    DateTimeOffset UpdatedAt)
{
    public sealed record Line(string Sku, string Name, int Quantity, Money UnitPrice, Money Total);

    public sealed record Parcel(Guid ShipmentId, string Warehouse, string Status, string? TrackingNumber, DateTimeOffset? DispatchedAt, IReadOnlyList<Content> Lines)
    {
        public bool IsDispatched => Status == "dispatched";
    }

    public sealed record Content(string Sku, int Quantity);

    public sealed record End(string Reason, string Detail, DateTimeOffset CancelledAt);
}

/// <summary>What somebody of the staff wrote about an order.</summary>
public sealed record OrderNote(Guid NoteId, Guid AuthorId, string Text, DateTimeOffset WrittenAt);

/// <summary>Everything that happened to an order.</summary>
public sealed record OrderHistory(Guid OrderId, IReadOnlyList<OrderHistory.Entry> Entries)
{
    /// <summary>Who placed it, as its first event says.</summary>
    public string? CustomerId => Entries is [var placed, ..] && placed.Data.TryGetProperty("customerId", out var id) ? id.GetString() : null;

    /// <param name="Actor">Who did it; null for what the platform does by itself.</param>
    public sealed record Entry(
        int Version, string Event, string Service, DateTimeOffset At, JsonElement Data, string CorrelationId, Guid? CausationId, Guid? Actor = null);
}

/// <summary>Where an order's checkout stands, and whom it waits for.</summary>
public sealed record CheckoutState(
    Guid OrderId, string Step, string? WaitsFor, DateTimeOffset? Deadline, bool IsOverdue, int Reminders, IReadOnlyList<CheckoutState.Refused>? Unpaid = null)
{
    public sealed record Refused(Guid ShipmentId, Money Amount, string Code, string Detail, DateTimeOffset RefusedAt);
}
