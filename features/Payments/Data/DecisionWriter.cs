using Commerce.Data;
using Commerce.Messaging;

namespace Commerce.Payments;

/// <summary>Writes what was decided about locked payments: operations, payments, ledger lines and messages, all or nothing.</summary>
internal static class DecisionWriter
{
    private const string UpdateOperations = """
        UPDATE payment_operations o
        SET state = d.state, reserved = d.reserved, attempts = d.attempts, next_attempt_at = d.due, code = d.code, detail = d.detail,
            provider_reference = d.reference, finished_at = CASE WHEN d.state = 'pending' THEN NULL ELSE $9 END
        FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::int[], $5::timestamptz[], $6::text[], $7::text[], $8::text[])
            AS d (id, state, reserved, attempts, due, code, detail, reference)
        WHERE o.id = d.id
        """;

    private const string UpdatePayments = """
        UPDATE payments p
        SET status = d.status, authorized_minor = d.authorized, capturing_minor = d.capturing, captured_minor = d.captured,
            refunding_minor = d.refunding, refunded_minor = d.refunded, provider_reference = d.reference, card_brand = d.brand,
            card_last4 = d.last4, decline_code = d.decline_code, action_url = d.action_url, version = p.version + 1, updated_at = $13
        FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::text[],
            $10::text[], $11::text[], $12::text[])
            AS d (order_id, status, authorized, capturing, captured, refunding, refunded, reference, brand, last4, decline_code, action_url)
        WHERE p.order_id = d.order_id
        """;

    private const string Book = """
        INSERT INTO ledger_entries (operation_id, line, order_id, account, currency, debit_minor, credit_minor, booked_at)
        SELECT b.*, $8 FROM unnest($1::uuid[], $2::smallint[], $3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::bigint[]) AS b
        """;

    /// <param name="changed">The payments that are no longer as they were read.</param>
    public static void WriteDecisions(
        this Session session, IReadOnlyCollection<Decision> decisions, IReadOnlyCollection<Payment> changed, DateTimeOffset now)
    {
        session.WriteOperationChanges([.. decisions.Select(d => d.Operation)], now);
        session.WritePayments(changed, now);
        session.WriteBookings([.. decisions.Select(d => d.Booking).OfType<LedgerTransaction>()], now);
        session.WriteOperations([.. decisions.Select(d => d.FollowUp).OfType<Operation>()]);
        foreach (var decision in decisions)
        {
            if (decision.Message is { } message)
                session.Publish(message, decision.Payment.OrderId, decision.Operation.Context);
        }
    }

    public static void WritePayments(this Session session, IReadOnlyCollection<Payment> payments, DateTimeOffset now)
    {
        if (payments.Count == 0)
            return;
        session.Write(UpdatePayments,
            payments.Column(p => p.OrderId), payments.Column(p => Names<PaymentStatus>.Of(p.Status)), payments.Column(p => p.Authorized),
            payments.Column(p => p.Capturing), payments.Column(p => p.Captured), payments.Column(p => p.Refunding),
            payments.Column(p => p.Refunded), payments.Column(p => p.ProviderReference), payments.Column(p => p.CardBrand),
            payments.Column(p => p.CardLast4), payments.Column(p => p.DeclineCode), payments.Column(p => p.ActionUrl), now);
    }

    private static void WriteOperationChanges(this Session session, IReadOnlyCollection<Operation> operations, DateTimeOffset now) =>
        session.Write(UpdateOperations,
            operations.Column(o => o.Id), operations.Column(o => Names<OperationState>.Of(o.State)), operations.Column(o => o.Reserved),
            operations.Column(o => o.Attempts), operations.Column(o => o.NextAttemptAt), operations.Column(o => o.Code),
            operations.Column(o => o.Detail), operations.Column(o => o.ProviderReference), now);

    private static void WriteBookings(this Session session, IReadOnlyCollection<LedgerTransaction> transactions, DateTimeOffset now)
    {
        if (transactions.Count == 0)
            return;
        var lines = transactions.SelectMany(t => t.Lines.Select((line, index) => (Transaction: t, Line: line, Number: (short)(index + 1)))).ToArray();
        session.Write(Book,
            lines.Column(l => l.Transaction.OperationId), lines.Column(l => l.Number), lines.Column(l => l.Transaction.OrderId),
            lines.Column(l => l.Line.Account), lines.Column(l => l.Transaction.Currency), lines.Column(l => l.Line.Debit),
            lines.Column(l => l.Line.Credit), now);
    }
}
