using Commerce.Data;

namespace Commerce.Payments;

/// <summary>Makes intents durable. A command that comes again finds its intent there already, and nothing happens.</summary>
internal static class OperationIntake
{
    private const string Insert = """
        INSERT INTO payment_operations (id, order_id, kind, reference_id, amount_minor, currency, reason, reserved, next_attempt_at,
            correlation_id, causation_id, user_id, traceparent, actor_id, created_at)
        SELECT id, order_id, kind, reference_id, amount, currency, reason, reserved, due, correlation, causation, user_id, trace, actor, due
        FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::bigint[], $6::text[], $7::text[], $8::boolean[],
            $9::timestamptz[], $10::text[], $11::uuid[], $12::text[], $13::text[], $14::text[])
            AS o (id, order_id, kind, reference_id, amount, currency, reason, reserved, due, correlation, causation, user_id, trace, actor)
        ON CONFLICT ON CONSTRAINT payment_operations_once DO NOTHING
        """;

    // A capture or void may overtake its authorisation: it then finds, and locks, a payment that is only expected.
    private const string Expect = """
        INSERT INTO payments (order_id, payment_id, status, created_at, updated_at)
        SELECT order_id, payment_id, 'expected', $3, $3 FROM unnest($1::uuid[], $2::uuid[]) AS e (order_id, payment_id) ORDER BY order_id
        ON CONFLICT (order_id) DO NOTHING
        """;

    public static void WriteOperations(this Session session, IReadOnlyCollection<Operation> operations)
    {
        if (operations.Count == 0)
            return;
        session.Write(Insert,
            operations.Column(o => o.Id), operations.Column(o => o.OrderId), operations.Column(o => Names<OperationKind>.Of(o.Kind)),
            operations.Column(o => o.ReferenceId), operations.Column(o => o.Amount), operations.Column(o => o.Currency),
            operations.Column(o => o.Reason), operations.Column(o => o.Reserved), operations.Column(o => o.CreatedAt),
            operations.Column(o => o.Context.CorrelationId), operations.Column(o => o.Context.CausationId),
            operations.Column(o => o.Context.UserId), operations.Column(o => o.Context.TraceParent),
            operations.Column(o => o.Context.ActorId));
    }

    public static void ExpectPayments(this Session session, IReadOnlyCollection<Operation> operations, DateTimeOffset now) =>
        session.Write(Expect, operations.Column(o => o.OrderId), operations.Column(_ => Guid.CreateVersion7(now)), now);
}
