using System.Globalization;
using Commerce.Kernel;

namespace Commerce.AdminUi;

/// <summary>Payments' API as staff use it.</summary>
internal sealed class PaymentsClient(GatewayClient gateway)
{
    public Task<Page<PaymentDetails>> ListAsync(PaymentFilter filter, string? sort, string? cursor, int limit, CancellationToken ct) =>
        gateway.GetAsync<Page<PaymentDetails>>(
            ApiPath.Of(
                "/api/v1/payments",
                ("status", filter.Status),
                ("currency", filter.Currency),
                ("orderId", filter.OrderId?.ToString()),
                ("customerId", filter.CustomerId?.ToString()),
                ("from", Text(filter.From)),
                ("to", Text(filter.Before)),
                ("sort", sort),
                ("cursor", cursor),
                ("limit", limit.ToString(CultureInfo.InvariantCulture))),
            ct);

    public Task<Page<ProviderOperation>> OperationsAsync(OperationFilter filter, string? cursor, int limit, CancellationToken ct) =>
        gateway.GetAsync<Page<ProviderOperation>>(
            ApiPath.Of(
                "/api/v1/payments/operations",
                ("kind", filter.Kind),
                ("state", filter.State),
                ("unknown", filter.IsUnknown ? "true" : null),
                ("orderId", filter.OrderId?.ToString()),
                ("cursor", cursor),
                ("limit", limit.ToString(CultureInfo.InvariantCulture))),
            ct);

    public Task AskAsync(Guid operationId, Guid key, CancellationToken ct) =>
        gateway.PostAsync<ProviderOperation>($"/api/v1/payments/operations/{operationId}/retry", new { }, key, ct);

    public Task<PaymentDetails> GetAsync(Guid orderId, CancellationToken ct) => gateway.GetAsync<PaymentDetails>($"/api/v1/payments/{orderId}", ct);

    public Task<PaymentDetails?> FindAsync(Guid orderId, CancellationToken ct) => gateway.FindAsync<PaymentDetails>($"/api/v1/payments/{orderId}", ct);

    public Task<PaymentLedger?> LedgerAsync(Guid orderId, CancellationToken ct) => gateway.FindAsync<PaymentLedger>($"/api/v1/payments/{orderId}/ledger", ct);

    public Task<Refund> RefundAsync(Guid orderId, Money amount, string reason, Guid key, CancellationToken ct) =>
        gateway.PostAsync<Refund>($"/api/v1/payments/{orderId}/refunds", new { Amount = amount, Reason = reason }, key, ct);

    private static string? Text(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>Which payments are looked for.</summary>
internal sealed record PaymentFilter(
    string? Status = null, string? Currency = null, Guid? OrderId = null, Guid? CustomerId = null, DateTimeOffset? From = null, DateTimeOffset? Before = null);

/// <summary>Which calls to the provider are looked for.</summary>
internal sealed record OperationFilter(string? Kind = null, string? State = null, bool IsUnknown = false, Guid? OrderId = null);

/// <summary>Something that was asked of the provider, or is about to be.</summary>
public sealed record ProviderOperation(
    Guid OperationId, Guid OrderId, string Kind, Money? Amount, string? Reason, string State, bool IsUnknown, int Attempts, DateTimeOffset? NextAttemptAt,
    string? Code, string? Detail, DateTimeOffset RequestedAt)
{
    /// <summary>The state, or that nobody knows it.</summary>
    public string Outcome => IsUnknown ? "unknown" : State;
}

/// <summary>What is known of an order's money. Of a card only the brand and four digits.</summary>
public sealed record PaymentDetails(
    Guid OrderId, Guid PaymentId, string Status, Money? Amount, Money? Authorized, Money? Captured, Money? Refunded, Money? Refunding,
    PaymentDetails.CardParts? Card, string? DeclineCode, DateTimeOffset? Deadline, string? ProviderReference, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, Guid? CustomerId = null)
{
    /// <summary>What can still be given back.</summary>
    public Money? Refundable => Captured is { } captured ? captured - (Refunded ?? Money.Zero(captured.Currency)) - (Refunding ?? Money.Zero(captured.Currency)) : null;

    public sealed record CardParts(string Brand, string Last4);
}

/// <summary>What an order booked.</summary>
internal sealed record PaymentLedger(Guid OrderId, IReadOnlyList<PaymentLedger.Transaction> Transactions)
{
    /// <summary>What both sides come to, by currency.</summary>
    public IReadOnlyList<(string Currency, Money Debit, Money Credit)> Sums =>
    [
        .. Transactions.SelectMany(t => t.Lines).GroupBy(l => l.Debit.Currency).Select(g => (
            g.Key.Code, Money.Of(g.Sum(l => l.Debit.MinorUnits), g.Key.Code), Money.Of(g.Sum(l => l.Credit.MinorUnits), g.Key.Code))),
    ];

    internal sealed record Transaction(Guid OperationId, string Kind, DateTimeOffset BookedAt, IReadOnlyList<Entry> Lines);

    internal sealed record Entry(string Account, Money Debit, Money Credit);
}

/// <summary>Money on its way back.</summary>
internal sealed record Refund(Guid RefundId, string Status, Money Amount);
