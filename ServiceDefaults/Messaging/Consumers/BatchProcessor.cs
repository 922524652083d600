using System.Text.Json;
using Commerce.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Commerce.Messaging;

/// <summary>
/// Turns a batch from the log into effects, each exactly once: inbox rows, effects and outgoing messages commit in one transaction.
/// What fails in a batch is tried alone; what fails alone for good becomes a dead letter and the rest moves on.
/// </summary>
internal sealed partial class BatchProcessor(
    string group, HandlerTable handlers, SessionFactory sessions, IServiceScopeFactory scopes, JsonSerializerOptions json, TimeProvider clock,
    ILogger<BatchProcessor> logger)
{
    private const int AttemptsTogether = 3;
    private const int AttemptsAlone = 5;

    private const string Claim = """
        INSERT INTO inbox (consumer, message_id) SELECT $1, id FROM unnest($2::uuid[]) AS id
        ON CONFLICT DO NOTHING RETURNING message_id
        """;

    public async Task ProcessAsync(IReadOnlyList<LogMessage> messages, CancellationToken ct)
    {
        var arrived = new List<Arrived>(messages.Count);
        foreach (var message in messages)
        {
            if (await ParseAsync(message, ct) is { } known)
                arrived.Add(known);
        }

        if (arrived.Count > 0 && !await TryTogetherAsync(arrived, ct))
        {
            foreach (var message in arrived)
                await HandleAloneAsync(message, ct);
        }
    }

    private async Task<Arrived?> ParseAsync(LogMessage message, CancellationToken ct)
    {
        try
        {
            var envelope = JsonSerializer.Deserialize(message.Envelope, EnvelopeJson.Default.Envelope) ?? throw new JsonException("The envelope is null.");
            return handlers.Find(envelope.EventType) is { } handling
                ? new Arrived(message, envelope, handling.Read(envelope, json), handling)
                : null;
        }
        catch (JsonException malformed)
        {
            await BuryAsync(message, malformed, attempts: 1, ct);
            return null;
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
            catch (Exception failure) when (IsRace(failure) && attempt < AttemptsTogether)
            {
                await Backoff.DelayAsync(attempt, clock, ct);
            }
            catch (Exception failure) when (!IsInfrastructure(failure, ct))
            {
                LogApart(logger, group, arrived.Count, failure.Message);
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
            catch (Exception failure) when (!IsInfrastructure(failure, ct))
            {
                if (attempt >= AttemptsAlone)
                {
                    await BuryAsync(arrived.Source, failure, attempt, ct);
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
        foreach (var wave in Waves.Of(fresh))
        {
            await wave[0].Handling.HandleAsync(wave, session, scope.ServiceProvider, ct);
            await session.FlushAsync(ct);
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

    private async Task BuryAsync(LogMessage message, Exception failure, int attempts, CancellationToken ct)
    {
        await using var session = sessions.Open(RequestContext.System(group));
        session.Write("INSERT INTO inbox (consumer, message_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", group, message.MessageId);
        session.Write(
            """
            INSERT INTO dead_letters (consumer, message_id, topic, key, envelope, error, fingerprint, attempts)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8
            WHERE NOT EXISTS (SELECT 1 FROM dead_letters WHERE consumer = $1 AND message_id = $2)
            """,
            group, message.MessageId, message.Topic, message.Key, message.Envelope, failure.ToString(), Fingerprint.Of(failure), attempts);
        await session.CommitAsync(ct);
        MessagingMetrics.DeadLettered.Add(1);
        LogBuried(logger, failure, group, message.MessageId, attempts);
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

    // Somebody else was faster; with fresh reads the same messages will do.
    private static bool IsRace(Exception failure) => failure is ConflictException or PostgresException
    {
        SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure,
    };

    // Not the message's fault: it goes up to the loop, which waits and tries again for as long as it takes.
    private static bool IsInfrastructure(Exception failure, CancellationToken ct) =>
        failure is OperationCanceledException && ct.IsCancellationRequested
        || failure is NpgsqlException { IsTransient: true } and not PostgresException
        || failure is PostgresException
        {
            SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
                or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory,
        };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Group}: {Count} messages failed together and are tried one by one: {Reason}")]
    private static partial void LogApart(ILogger logger, string group, int count, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Group}: message {MessageId} is a dead letter after {Attempts} attempts")]
    private static partial void LogBuried(ILogger logger, Exception failure, string group, Guid messageId, int attempts);
}
