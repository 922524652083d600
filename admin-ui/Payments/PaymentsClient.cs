using Commerce.Kernel;

namespace Commerce.AdminUi;

/// <summary>Payments' API as staff use it.</summary>
internal sealed class PaymentsClient(GatewayClient gateway)
{
    public Task<PaymentDetails?> FindAsync(Guid orderId, CancellationToken ct) => gateway.FindAsync<PaymentDetails>($"/api/v1/payments/{orderId}", ct);

    public Task<PaymentLedger?> LedgerAsync(Guid orderId, CancellationToken ct) => gateway.FindAsync<PaymentLedger>($"/api/v1/payments/{orderId}/ledger", ct);

    public Task<Refund> RefundAsync(Guid orderId, Money amount, string reason, Guid key, CancellationToken ct) =>
        gateway.PostAsync<Refund>($"/api/v1/payments/{orderId}/refunds", new { Amount = amount, Reason = reason }, key, ct);
}

/// <summary>What is known of an order's money. Of a card only the brand and four digits.</summary>
public sealed record PaymentDetails(
    Guid OrderId, Guid PaymentId, string Status, Money? Amount, Money? Authorized, Money? Captured, Money? Refunded, Money? Refunding,
    PaymentDetails.CardParts? Card, string? DeclineCode, DateTimeOffset? Deadline, string? ProviderReference, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>What can still be given back.</summary>
    public Money? Refundable => Captured is { } captured ? captured - (Refunded ?? Money.Zero(captured.Currency)) - (Refunding ?? Money.Zero(captured.Currency)) : null;

    public sealed record CardParts(string Brand, string Last4);
}

/// <summary>What an order booked.</summary>
internal sealed record PaymentLedger(Guid OrderId, IReadOnlyList<PaymentLedger.Transaction> Transactions)
{
    internal sealed record Transaction(Guid OperationId, string Kind, DateTimeOffset BookedAt, IReadOnlyList<Entry> Lines);

    internal sealed record Entry(string Account, Money Debit, Money Credit);
}

/// <summary>Money on its way back.</summary>
internal sealed record Refund(Guid RefundId, string Status, Money Amount);
