using System.Diagnostics.CodeAnalysis;
using Commerce.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Commerce.Messaging;

/// <summary>
/// Turns a batch from the log into effects, each exactly once: inbox rows, effects and outgoing messages commit in one transaction.
/// What fails in a batch is tried alone; what fails alone is set aside, tried again later and in the end a dead letter. The rest moves on.
/// </summary>
internal sealed partial class BatchProcessor(
    string group, MessageReader reader, RetrySchedule schedule, SessionFactory sessions, IServiceScopeFactory scopes, TimeProvider clock,
    ILogger<BatchProcessor> logger)
{
    private const int AttemptsTogether = 3;
    private const int AttemptsAlone = 3;
    private const int AttemptsAgainstRaces = 12;

    // In one order everywhere: two members that hold the same messages for a moment wait for each other, never in a circle.
    private const string Claim = """
        INSERT INTO inbox (consumer, message_id) SELECT $1, id FROM unnest($2::uuid[]) AS id ORDER BY id
        ON CONFLICT DO NOTHING RETURNING message_id
        """;

    // Nothing when the message was claimed before: then it has had its effect, here or at another member of the group.
    private const string Bury = """
        WITH claimed AS (INSERT INTO inbox (consumer, message_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1)
        INSERT INTO dead_letters (consumer, message_id, topic, key, envelope, error, fingerprint, attempts, event_type, partition, position, status, retry_at)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 FROM claimed
        """;

    public async Task ProcessAsync(IReadOnlyList<LogMessage> messages, CancellationToken ct)
    {
        var arrived = new List<Arrived>(messages.Count);
        foreach (var message in messages)
        {
            if (!TryRead(message, out var known, out var malformed))
                await BuryAsync(message, malformed, attempts: 1, retryAfter: null, ct); // no retry makes sense of it
            else if (known is not null)
                arrived.Add(known);
        }

        if (arrived.Count > 0 && !await TryTogetherAsync(arrived, ct))
        {
            LogApart(logger, group, arrived.Count);
            await HandleApartAsync(arrived, ct);
        }
    }

    // By halves, in order: a few bad messages among many cost a few more transactions, not one for each of the many.
    private async Task HandleApartAsync(List<Arrived> arrived, CancellationToken ct)
    {
        if (arrived.Count == 1)
        {
            await HandleAloneAsync(arrived[0], ct);
            return;
        }

        var middle = arrived.Count / 2;
        foreach (var half in new[] { arrived[..middle], arrived[middle..] })
        {
            if (half.Count == 1 || !await TryTogetherAsync(half, ct))
                await HandleApartAsync(half, ct);
        }
    }

    private bool TryRead(LogMessage message, out Arrived? known, [NotNullWhen(false)] out Exception? malformed)
    {
        (known, malformed) = (null, null);
        try
        {
            known = reader.Read(message);
            return true;
        }
        catch (Exception failure)
        {
            malformed = failure;
            return false;
        }
    }

    private async Task<bool> TryTogetherAsync(List<Arrived> arrived, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ApplyAsync(arrived, ct);
                return true;
            }
            catch (Exception failure) when (Failure.IsRace(failure) && attempt < AttemptsTogether)
            {
                await Backoff.DelayAsync(attempt, clock, ct);
            }
            catch (Exception failure) when (!Failure.IsInfrastructure(failure, ct))
            {
                LogTogether(logger, failure, group, arrived.Count);
                return false;
            }
        }
    }

    private async Task HandleAloneAsync(Arrived arrived, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ApplyAsync([arrived], ct);
                return;
            }
            catch (Exception failure) when (!Failure.IsInfrastructure(failure, ct))
            {
                if (attempt >= (Failure.IsRace(failure) ? AttemptsAgainstRaces : AttemptsAlone))
                {
                    await BuryAsync(arrived.Source, failure, attempt, schedule.After(retries: 0), ct);
                    return;
                }

                await Backoff.DelayAsync(attempt, clock, ct);
            }
        }
    }

    private async Task ApplyAsync(List<Arrived> arrived, CancellationToken ct)
    {
        var started = clock.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        await using var session = sessions.Open(RequestContext.System(group));
        await session.BeginAsync(ct);
        var fresh = await ClaimAsync(arrived, session, ct);
        foreach (var (index, wave) in Waves.Of(fresh).Index())
        {
            if (index > 0)
                await session.FlushAsync(ct); // what the wave before has written
            await wave[0].Handling.HandleAsync(wave, session, scope.ServiceProvider, ct);
        }

        await session.CommitAsync(ct);
        Record(fresh, arrived.Count - fresh.Count, started);
    }

    private async Task<List<Arrived>> ClaimAsync(List<Arrived> arrived, Session session, CancellationToken ct)
    {
        var ids = arrived.ConvertAll(a => a.Envelope.EventId).ToArray();
        var claimed = (await session.QueryAsync(Claim, row => row.GetGuid(0), ct, group, ids)).ToHashSet();
        return arrived.FindAll(a => claimed.Remove(a.Envelope.EventId)); // a duplicate within the batch is taken once
    }

    private async Task BuryAsync(LogMessage message, Exception failure, int attempts, TimeSpan? retryAfter, CancellationToken ct)
    {
        await using var session = sessions.Open(RequestContext.System(group));
        var type = MessageReader.TypeOf(message.Envelope);
        session.Write(
            Bury, group, message.MessageId, message.Topic, message.Key, message.Envelope, Failure.TextOf(failure), Fingerprint.Of(failure, type), attempts,
            type, message.Partition, message.Position, retryAfter is null ? "dead" : "retrying", clock.GetUtcNow() + retryAfter);
        await session.CommitAsync(ct);
        if (retryAfter is null)
        {
            MessagingMetrics.DeadLettered.Add(1);
            LogBuried(logger, failure, group, message.MessageId, attempts);
        }
        else
        {
            LogPostponed(logger, failure, group, message.MessageId, attempts);
        }
    }

    private void Record(List<Arrived> handled, int duplicates, DateTimeOffset started)
    {
        var now = clock.GetUtcNow();
        MessagingMetrics.Handled.Add(handled.Count);
        MessagingMetrics.Duplicates.Add(duplicates);
        foreach (var message in handled)
        {
            MessagingMetrics.Lag.Record((now - message.Envelope.EventTime).TotalSeconds);
            using var activity = MessagingMetrics.Activities.StartActivity(
                $"handle {message.Envelope.EventType}", System.Diagnostics.ActivityKind.Consumer, message.Context.TraceParent, startTime: started);
            activity?.SetTag("messaging.consumer.group.name", group).SetTag("messaging.message.id", message.Envelope.EventId);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Group}: {Count} messages failed together")]
    private static partial void LogTogether(ILogger logger, Exception failure, string group, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Group}: {Count} messages failed together; the one at fault is looked for")]
    private static partial void LogApart(ILogger logger, string group, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Group}: message {MessageId} failed {Attempts} times and is tried again later")]
    private static partial void LogPostponed(ILogger logger, Exception failure, string group, Guid messageId, int attempts);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Group}: message {MessageId} is a dead letter after {Attempts} attempts")]
    private static partial void LogBuried(ILogger logger, Exception failure, string group, Guid messageId, int attempts);
}
