using Commerce.Data;
using Commerce.Kernel;
using Commerce.Messaging;
using Commerce.Payments.Contracts;

namespace Commerce.Payments;

/// <summary>Ordering asks for an order's money: the intent becomes durable, and a worker carries it to the provider.</summary>
internal sealed class AuthorizePayment(OperationSignal signal, TimeProvider clock) : IMessageHandler<AuthorizePaymentV1>
{
    // A payment that was only expected, because its void or capture came first, is completed; one that is voided stays voided.
    private const string Accept = """
        INSERT INTO payments (order_id, payment_id, customer_id, token, currency, amount_minor, deadline, status, created_at, updated_at)
        SELECT m.*, 'pending', $8, $8
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::timestamptz[])
            AS m (order_id, payment_id, customer_id, token, currency, amount, deadline)
        ORDER BY order_id
        ON CONFLICT (order_id) DO UPDATE
        SET customer_id = EXCLUDED.customer_id, token = EXCLUDED.token, currency = EXCLUDED.currency,
            amount_minor = EXCLUDED.amount_minor, deadline = EXCLUDED.deadline, version = payments.version + 1, updated_at = $8,
            status = CASE payments.status WHEN 'expected' THEN 'pending' ELSE payments.status END
        WHERE payments.amount_minor = 0
        """;

    public Task HandleAsync(IReadOnlyList<Received<AuthorizePaymentV1>> messages, Session session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        session.Write(Accept,
            messages.Column(m => m.Message.OrderId), messages.Column(_ => clock.NewId()), messages.Column(m => m.Message.CustomerId),
            messages.Column(m => m.Message.PaymentToken), messages.Column(m => m.Message.Currency),
            messages.Column(m => m.Message.MinorUnits), messages.Column(m => m.Message.Deadline.ToUniversalTime()), now);
        session.WriteOperations([.. messages.Select(m => Operation.New(
            OperationKind.Authorize, m.Message.OrderId, Guid.Empty, m.Message.MinorUnits, m.Message.Currency, m.Context, now))]);
        session.WhenCommitted(signal.Ring);
        return Task.CompletedTask;
    }
}
