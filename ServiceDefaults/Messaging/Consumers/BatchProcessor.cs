using System.Diagnostics.CodeAnalysis;
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
    private const int AttemptsAgainstRaces = 12;

    // In one order everywhere: two members that hold the same messages for a moment wait for each other, never in a circle.
    private const string Claim = """
        INSERT INTO inbox (consumer, message_id) SELECT $1, id FROM unnest($2::uuid[]) AS id ORDER BY id
        ON CONFLICT DO NOTHING RETURNING message_id
        """;

    // Nothing when the message was claimed before: then it has had its effect, here or at another member of the group.
    private const string Bury = """
        WITH claimed AS (INSERT INTO inbox (consumer, message_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1)
        INSERT INTO dead_letters (consumer, message_id, topic, key, envelope, error, fingerprint, attempts)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8 FROM claimed
        """;

    public async Task ProcessAsync(IReadOnlyList<LogMessage> messages, CancellationToken ct)
    {
        var arrived = new List<Arrived>(messages.Count);
        foreach (var message in messages)
        {
            if (!TryParse(message, out var known, out var malformed))
                await BuryAsync(message, malformed, attempts: 1, ct);
            else if (known is not null)
                arrived.Add(known);
        }

        if (arrived.Count > 0 && !await TryTogetherAsync(arrived, ct))
        {
            foreach (var message in arrived)
                await HandleAloneAsync(message, ct);
        }
    }

    // Reading touches nothing but the message, so whatever goes wrong is the message's fault.
    private bool TryParse(LogMessage message, out Arrived? known, [NotNullWhen(false)] out Exception? malformed)
    {
        (known, malformed) = (null, null);
        try
        {
            var envelope = JsonSerializer.Deserialize(message.Envelope, EnvelopeJson.Default.Envelope) ?? throw new JsonException("The envelope is null.");
            if (handlers.Find(envelope.EventType) is { } handling)
                known = new Arrived(message, envelope, handling.Read(envelope, json), handling);
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
                if (attempt >= (IsRace(failure) ? AttemptsAgainstRaces : AttemptsAlone))
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
        var error = failure.ToString().Replace("\0", "\\0", StringComparison.Ordinal); // the one character that PostgreSQL's text cannot hold
        session.Write(
            Bury, group, message.MessageId, message.Topic, message.Key, message.Envelope, error, Fingerprint.Of(failure), attempts);
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
        SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.LockNotAvailable,
    };

    // Not the message's fault: it goes up to the loop, which waits and tries again for as long as it takes.
    private static bool IsInfrastructure(Exception failure, CancellationToken ct) =>
        failure is OperationCanceledException && ct.IsCancellationRequested
        || failure is NpgsqlException { IsTransient: true } and not PostgresException
        || failure is PostgresException
        {
            SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
                or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory
                or PostgresErrorCodes.IoError or PostgresErrorCodes.ReadOnlySqlTransaction,
        };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Group}: {Count} messages failed together and are tried one by one: {Reason}")]
    private static partial void LogApart(ILogger logger, string group, int count, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Group}: message {MessageId} is a dead letter after {Attempts} attempts")]
    private static partial void LogBuried(ILogger logger, Exception failure, string group, Guid messageId, int attempts);
}
