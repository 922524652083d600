using Commerce.Data;
using Microsoft.Extensions.Logging;

namespace Commerce.Messaging;

/// <summary>Tries messages that failed once more when their pause is over. Replicas share the work: what one has locked, the others leave out.</summary>
internal sealed partial class RetryFailedMessages(
    SessionFactory sessions, ReplayDeadLetter replay, RetrySchedule schedule, TimeProvider clock, ILogger<RetryFailedMessages> logger)
    : PeriodicWork(TimeSpan.FromSeconds(1), clock, logger)
{
    private const int BatchSize = 100;

    // Put off before it is tried: should this process die of it, it does not die of it again at once.
    private const string TakeDue = """
        UPDATE dead_letters SET retry_at = $1 + interval '1 minute'
        WHERE id IN (SELECT id FROM dead_letters WHERE status = 'retrying' AND retry_at <= $1 ORDER BY retry_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING id, retries
        """;

    private const string PutOff = "UPDATE dead_letters SET retries = retries + 1, retry_at = $2 WHERE id = $1 AND status = 'retrying'";

    private const string GiveUp =
        "UPDATE dead_letters SET retries = retries + 1, status = 'dead', retry_at = NULL, dead_at = $2, version = version + 1, changed_at = $2 WHERE id = $1 AND status = 'retrying'";

    /// <summary>Tries what is due and says how much it was.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        List<(long Id, int Retries)> due;
        await using (var session = sessions.Open(RequestContext.System("messaging.retry")))
        {
            await session.BeginAsync(ct);
            due = await session.QueryAsync(TakeDue, row => (row.GetInt64(0), row.GetInt32(1)), ct, Clock.GetUtcNow(), BatchSize);
            await session.CommitAsync(ct);
        }

        foreach (var (id, retries) in due.OrderBy(d => d.Id))
        {
            var outcome = await replay.ReplayAsync(id, RequestContext.System("messaging.retry"), ct);
            if (outcome is { Refusal: null, Failure: null })
                continue;
            await using var session = sessions.Open(RequestContext.System("messaging.retry"));
            var now = Clock.GetUtcNow();
            if (schedule.After(retries + 1) is { } pause)
                session.Write(PutOff, id, now + pause);
            else
                Bury(session, id, now, outcome.Failure ?? outcome.Refusal!.Detail);
            await session.CommitAsync(ct);
        }

        return due.Count;
    }

    protected override async Task LookAsync(CancellationToken ct)
    {
        while (await RunAsync(ct) == BatchSize)
            continue;
    }

    private void Bury(Session session, long id, DateTimeOffset now, string reason)
    {
        session.Write(GiveUp, id, now);
        MessagingMetrics.DeadLettered.Add(1);
        LogBuried(Log, id, reason);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Dead letter {Id}: all tries failed, somebody must look at it: {Reason}")]
    private static partial void LogBuried(ILogger logger, long id, string reason);
}
