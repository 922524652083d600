using System.Text.Json;
using Commerce.Data;
using Commerce.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Messaging;

/// <summary>
/// Handles a dead letter once more, alone: its effect, its new status and the note about it commit together, so however often and by
/// however many it is replayed, it has its effect once. A dry run does all of it and takes it back.
/// </summary>
public sealed class ReplayDeadLetter
{
    private const int AttemptsAgainstRaces = 5;

    private const string ClaimMended = "INSERT INTO inbox (consumer, message_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING true";

    private readonly string _group;
    private readonly MessageReader _reader;
    private readonly SessionFactory _sessions;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _clock;

    internal ReplayDeadLetter(string group, MessageReader reader, SessionFactory sessions, IServiceScopeFactory scopes, TimeProvider clock)
    {
        (_group, _reader, _sessions, _scopes, _clock) = (group, reader, sessions, scopes, clock);
    }

    /// <summary>Gives the message its effect, or says why that failed again.</summary>
    public async Task<ReplayOutcome> ReplayAsync(long id, RequestContext by, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await HandleAsync(id, by, isDryRun: false, ct);
            }
            catch (Exception failure) when (Failure.IsRace(failure) && attempt < AttemptsAgainstRaces)
            {
                await Backoff.DelayAsync(attempt, _clock, ct);
            }
            catch (Exception failure) when (!Failure.IsInfrastructure(failure, ct))
            {
                await NoteFailureAsync(id, failure, by, ct);
                return new ReplayOutcome(null, FirstLine(failure), null);
            }
        }
    }

    /// <summary>Says what replaying would do, and does nothing.</summary>
    public async Task<ReplayOutcome> TryAsync(long id, RequestContext by, CancellationToken ct)
    {
        try
        {
            return await HandleAsync(id, by, isDryRun: true, ct);
        }
        catch (Exception failure) when (!Failure.IsInfrastructure(failure, ct))
        {
            return new ReplayOutcome(null, FirstLine(failure), null);
        }
    }

    private static string FirstLine(Exception failure) => $"{failure.GetType().Name}: {failure.Message.Split('\n', 2)[0]}";

    private async Task<ReplayOutcome> HandleAsync(long id, RequestContext by, bool isDryRun, CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        await using var session = _sessions.Open(by);
        if (await DeadLetterStore.LockAsync(session, id, ct) is not { } letter)
            return new ReplayOutcome(DeadLetterErrors.NotFound, null, null);
        if (letter.Status == DeadLetterStatus.Replayed)
            return new ReplayOutcome(DeadLetterErrors.AlreadyReplayed, null, null);
        if (_reader.Read(letter.ToMessage()) is not { } arrived)
            return new ReplayOutcome(DeadLetterErrors.NotHandled, null, null);
        // It was claimed under its own id when it died. Under a mended id it may have arrived and been handled.
        if (arrived.Envelope.EventId != letter.MessageId && !await session.QuerySingleAsync(ClaimMended, row => true, ct, _group, arrived.Envelope.EventId))
            return new ReplayOutcome(DeadLetterErrors.Duplicate, null, null);

        var before = isDryRun ? await ReplayEffect.CountersAsync(session, ct) : [];
        await arrived.Handling.HandleAsync([arrived], session, scope.ServiceProvider, ct);
        await session.FlushAsync(ct);
        if (isDryRun)
            return new ReplayOutcome(null, null, await ReplayEffect.SinceAsync(before, session, ct));

        session.WriteOne(
            DeadLetterErrors.AlreadyReplayed,
            "UPDATE dead_letters SET status = 'replayed', retry_at = NULL, attempts = attempts + 1, version = version + 1, changed_at = now() WHERE id = $1 AND status <> 'replayed'",
            id);
        DeadLetterStore.Note(session, id, "replayed", null);
        await session.CommitAsync(ct);
        MessagingMetrics.Handled.Add(1);
        return new ReplayOutcome(null, null, null);
    }

    private async Task NoteFailureAsync(long id, Exception failure, RequestContext by, CancellationToken ct)
    {
        await using var session = _sessions.Open(by);
        session.Write(
            """
            UPDATE dead_letters SET error = $2, fingerprint = $3, attempts = attempts + 1, version = version + 1, changed_at = now()
            WHERE id = $1 AND status <> 'replayed'
            """,
            id, Failure.TextOf(failure), Fingerprint.Of(failure, await TypeOfAsync(session, id, ct)));
        DeadLetterStore.Note(session, id, "failed", FirstLine(failure));
        await session.CommitAsync(ct);
    }

    private static async Task<string?> TypeOfAsync(Session session, long id, CancellationToken ct) =>
        (await DeadLetterStore.FindAsync(session, id, ct))?.EventType;
}

/// <summary>How a replay ended. All parts are null when the message has had its effect.</summary>
/// <param name="Refusal">It was not even tried.</param>
/// <param name="Failure">It failed again: the first line of why.</param>
/// <param name="Effect">Of a dry run that went well: what a replay would do.</param>
public sealed record ReplayOutcome(Error? Refusal, string? Failure, ReplayEffect? Effect);

/// <summary>What a message does in the service's database, and what it says to others.</summary>
public sealed record ReplayEffect(IReadOnlyList<TableChange> Changes, IReadOnlyList<JsonElement> Messages)
{
    // The counters of this very connection; those of its earlier transactions may still be among them.
    private const string Counters = """
        SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables
        WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 AND relname NOT IN ('outbox', 'inbox') ORDER BY relname
        """;

    internal static Task<List<TableChange>> CountersAsync(Session session, CancellationToken ct) =>
        session.QueryAsync(Counters, row => new TableChange(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), ct);

    /// <summary>What the transaction has done since the counters were read.</summary>
    internal static async Task<ReplayEffect> SinceAsync(List<TableChange> before, Session session, CancellationToken ct)
    {
        var changes = (await CountersAsync(session, ct)).ConvertAll(now => now.Since(before.Find(b => b.Table == now.Table)));
        var messages = await session.QueryAsync(
            "SELECT envelope FROM outbox WHERE txid = pg_current_xact_id() ORDER BY position", row => JsonElement.Parse(row.GetString(0)), ct);
        return new ReplayEffect(changes.FindAll(c => c is not { Inserted: 0, Updated: 0, Deleted: 0 }), messages);
    }
}

/// <summary>How many rows of a table are touched.</summary>
public sealed record TableChange(string Table, long Inserted, long Updated, long Deleted)
{
    internal TableChange Since(TableChange? before) => before is null
        ? this
        : new(Table, Inserted - before.Inserted, Updated - before.Updated, Deleted - before.Deleted);
}
