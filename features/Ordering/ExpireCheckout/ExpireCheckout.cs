using Commerce.Data;

namespace Commerce.Ordering;

/// <summary>Looks after checkouts whose deadline passed without an answer. Deadlines are in the database, so no restart forgets one.</summary>
internal sealed partial class ExpireCheckout(SessionFactory sessions, OrderStore orders, TimeProvider clock, ILogger<ExpireCheckout> logger)
    : PeriodicWork(TimeSpan.FromSeconds(1), clock, logger)
{
    private const int BatchSize = 100;

    private const string TakeDue = """
        SELECT order_id, reminders, payment_token FROM checkouts
        WHERE deadline <= $1 AND step <> 'Unpaid' ORDER BY deadline LIMIT $2 FOR UPDATE SKIP LOCKED
        """;

    /// <summary>Handles what is due and says how much it was.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        await using var session = sessions.Open(RequestContext.System("checkout-deadline"));
        await session.BeginAsync(ct);
        var now = Clock.GetUtcNow();
        var due = await session.QueryAsync(
            TakeDue, row => (OrderId: row.GetGuid(0), Reminders: row.GetInt32(1), Token: row.GetString(2)), ct, now, BatchSize);
        if (due.Count == 0)
            return 0;

        var known = await orders.LoadAsync(session, due.ConvertAll(d => d.OrderId), ct);
        foreach (var (orderId, reminders, token) in due)
        {
            var decision = Checkout.Remind(known[orderId], reminders, token, now);
            orders.Save(session, decision);
            if (decision.Events.Count == 0)
                Postpone(session, orderId, reminders, Checkout.StepOf(known[orderId]), now);
        }

        await session.CommitAsync(ct);
        LogReminded(Log, due.Count);
        return due.Count;
    }

    protected override async Task LookAsync(CancellationToken ct)
    {
        while (await RunAsync(ct) == BatchSize)
            continue;
    }

    private static void Postpone(Session session, Guid orderId, int reminders, CheckoutStep step, DateTimeOffset now)
    {
        var isWaiting = step is not CheckoutStep.Finished;
        var wait = Checkout.AnswerTime * Math.Min(reminders + 1, Checkout.MaxReminders);
        session.Write(
            "UPDATE checkouts SET deadline = $2, reminders = reminders + 1 WHERE order_id = $1", orderId, isWaiting ? now + wait : null);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} checkouts had waited too long and were looked after")]
    private static partial void LogReminded(ILogger logger, int count);
}
