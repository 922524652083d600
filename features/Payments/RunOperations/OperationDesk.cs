using Commerce.Data;
using Npgsql;

namespace Commerce.Payments;

/// <summary>
/// The two transactions around a provider call. Both lock the rows, let the payment decide, and commit operation, payment, ledger
/// and messages together; many operations share one transaction.
/// </summary>
internal sealed partial class OperationDesk(
    SessionFactory sessions, TimeProvider clock, PaymentMetrics metrics, ILogger<OperationDesk> logger)
{
    private static readonly RequestContext _context = RequestContext.System("payment-operations");

    private const string Due = $"""
        SELECT {PaymentRows.PaymentColumns}, {PaymentRows.OperationColumns}
        FROM payment_operations o JOIN payments p ON p.order_id = o.order_id
        WHERE o.state = 'pending' AND o.next_attempt_at <= $1
        ORDER BY o.next_attempt_at LIMIT $2
        FOR NO KEY UPDATE OF o, p SKIP LOCKED
        """;

    // An operation that another worker took over in the meantime has one attempt more, and is left to that worker.
    private const string StillLeased = $"""
        SELECT {PaymentRows.PaymentColumns}, {PaymentRows.OperationColumns}
        FROM unnest($1::uuid[], $2::int[]) AS l (id, attempts)
        JOIN payment_operations o ON o.id = l.id AND o.attempts = l.attempts AND o.state = 'pending'
        JOIN payments p ON p.order_id = o.order_id
        ORDER BY o.order_id, o.id
        FOR NO KEY UPDATE OF o, p
        """;

    /// <summary>Takes what is due: finishes what needs no call, and leases what does.</summary>
    public Task<IReadOnlyList<Decision>> TakeDueAsync(int atMost, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return DecideAsync(Due, [now, atMost], (payment, operation) => payment.Prepare(operation, now), now, ct);
    }

    /// <summary>Makes the provider's answers true.</summary>
    public Task<IReadOnlyList<Decision>> SettleAsync(IReadOnlyCollection<Answered> answers, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var byId = answers.ToDictionary(a => a.Operation.Id, a => a.Answer);
        return DecideAsync(
            StillLeased, [answers.Column(a => a.Operation.Id), answers.Column(a => a.Operation.Attempts)],
            (payment, operation) => payment.Settle(operation, byId[operation.Id], now), now, ct);
    }

    private async Task<IReadOnlyList<Decision>> DecideAsync(
        string sql, object?[] parameters, Func<Payment, Operation, Decision> decide, DateTimeOffset now, CancellationToken ct)
    {
        await using var session = sessions.Open(_context);
        await session.BeginAsync(ct);
        var rows = await session.QueryAsync(sql, Read, ct, parameters);
        if (rows.Count == 0)
            return [];

        // Two operations of one order see each other's effect.
        var payments = new Dictionary<Guid, (Payment Before, Payment Now)>();
        var decisions = new List<Decision>(rows.Count);
        foreach (var (payment, operation) in rows)
        {
            var known = payments.TryGetValue(payment.OrderId, out var seen) ? seen : (payment, payment);
            var decision = DecideOrPutOff(decide, known.Item2, operation, now);
            payments[payment.OrderId] = (known.Item1, decision.Payment);
            decisions.Add(decision);
        }

        session.WriteDecisions(decisions, [.. payments.Values.Where(p => p.Now != p.Before).Select(p => p.Now)], now);
        await session.CommitAsync(ct);
        metrics.Decided(decisions);
        return decisions;
    }

    // A bug that one payment trips over must not stop the others.
    private Decision DecideOrPutOff(Func<Payment, Operation, Decision> decide, Payment payment, Operation operation, DateTimeOffset now)
    {
        try
        {
            return decide(payment, operation);
        }
        catch (Exception bug)
        {
            LogUndecidable(logger, bug, operation.Kind, operation.OrderId);
            return new Decision(payment, operation.Leased(now));
        }
    }

    private static (Payment, Operation) Read(NpgsqlDataReader row) =>
        (PaymentRows.Payment(row), PaymentRows.Operation(row, PaymentRows.PaymentColumnCount));

    [LoggerMessage(Level = LogLevel.Error, Message = "The {Kind} of order {OrderId} could not be decided and is put off")]
    private static partial void LogUndecidable(ILogger logger, Exception bug, OperationKind kind, Guid orderId);
}

/// <summary>A leased operation and what the provider said.</summary>
internal sealed record Answered(Operation Operation, ProviderAnswer Answer);
