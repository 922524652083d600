using System.Text.Json;
using System.Text.Json.Nodes;
using Commerce.Data;
using Commerce.Kernel;
using Npgsql;

namespace Commerce.Messaging;

/// <summary>Reads dead letters and changes what becomes of them. Everything somebody does is written down with who and why.</summary>
public sealed class DeadLetterStore
{
    private const string Columns =
        "id, status, message_id, event_type, topic, key, partition, position, envelope, edited, error, fingerprint, attempts, retries, retry_at, dead_at, changed_at, version";

    private const string Matching =
        "($1::text IS NULL OR status = $1) AND ($2::text IS NULL OR fingerprint = $2) AND ($3::text IS NULL OR event_type = $3) AND ($4::bigint IS NULL OR id < $4)";

    // Hours before now, and how many came then. Numbered from the past, so that it reads like a clock.
    private const string Groups = """
        SELECT g.fingerprint, g.event_type, g.error, g.count, g.first_at, g.last_at, recent.hours, recent.counts
        FROM (
            SELECT fingerprint, event_type, (array_agg(split_part(error, E'\n', 1) ORDER BY id DESC))[1] AS error,
                   count(*) AS count, min(dead_at) AS first_at, max(dead_at) AS last_at
            FROM dead_letters WHERE status = $1 GROUP BY fingerprint, event_type ORDER BY count(*) DESC, fingerprint LIMIT $2) g
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(hour), '{}') AS hours, coalesce(array_agg(count), '{}') AS counts
            FROM (
                SELECT floor(extract(epoch FROM $3 - d.dead_at) / 3600)::int AS hour, count(*)::int AS count FROM dead_letters d
                WHERE d.status = $1 AND d.fingerprint = g.fingerprint AND d.event_type IS NOT DISTINCT FROM g.event_type
                  AND d.dead_at > $3 - interval '24 hours' AND d.dead_at <= $3
                GROUP BY 1) h) recent
        ORDER BY g.count DESC, g.fingerprint
        """;

    private const int HoursShown = 24;

    private readonly MessageReader _reader;

    internal DeadLetterStore(MessageReader reader) => _reader = reader;

    /// <summary>Those with one cause together, the most frequent first.</summary>
    public static Task<List<DeadLetterGroup>> GroupsAsync(Session session, DeadLetterStatus status, int limit, DateTimeOffset now, CancellationToken ct) =>
        session.QueryAsync(
            Groups,
            row => new DeadLetterGroup(
                row.GetString(0), Text(row, 1), row.GetString(2), row.GetInt64(3), row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(5),
                PerHour(row.GetFieldValue<int[]>(6), row.GetFieldValue<int[]>(7))),
            ct, StatusText(status), limit, now);

    /// <summary>The newest first.</summary>
    public static Task<List<DeadLetter>> ListAsync(Session session, DeadLetterFilter filter, int limit, CancellationToken ct) => session.QueryAsync(
        $"SELECT {Columns} FROM dead_letters WHERE {Matching} ORDER BY id DESC LIMIT $5",
        Read, ct, StatusText(filter.Status), filter.Fingerprint, filter.EventType, filter.Before, limit);

    /// <summary>How many there are.</summary>
    public static Task<long> CountAsync(Session session, DeadLetterFilter filter, CancellationToken ct) => session.QuerySingleAsync(
        $"SELECT count(*) FROM dead_letters WHERE {Matching}",
        row => row.GetInt64(0), ct, StatusText(filter.Status), filter.Fingerprint, filter.EventType, filter.Before);

    public static Task<DeadLetter?> FindAsync(Session session, long id, CancellationToken ct) =>
        session.QuerySingleAsync($"SELECT {Columns} FROM dead_letters WHERE id = $1", Read, ct, id);

    /// <summary>What was done to it, the first first.</summary>
    public static Task<List<DeadLetterAction>> ActionsAsync(Session session, long id, CancellationToken ct) => session.QueryAsync(
        "SELECT action, actor, detail, at FROM dead_letter_actions WHERE dead_letter_id = $1 ORDER BY id",
        row => new DeadLetterAction(row.GetString(0), row.GetString(1), Text(row, 2), row.GetFieldValue<DateTimeOffset>(3)), ct, id);

    /// <summary>What messages of this type must look like for this service to read them, as a JSON schema; null for a type that it does not handle.</summary>
    public JsonNode? SchemaOf(string? eventType) => _reader.SchemaOf(eventType);

    /// <summary>Mends the message that will be replayed. The original stays.</summary>
    /// <param name="version">The version that was read.</param>
    /// <returns>The refusal, or null when the change is queued on the session.</returns>
    public Error? Edit(Session session, DeadLetter letter, string envelope, int version)
    {
        if (letter.Status == DeadLetterStatus.Replayed)
            return DeadLetterErrors.AlreadyReplayed;
        try
        {
            if (_reader.Read(letter.ToMessage() with { Envelope = envelope }) is null)
                return DeadLetterErrors.NotHandled;
        }
        catch (Exception unreadable) when (unreadable is JsonException or MessageNotUnderstoodException)
        {
            return DeadLetterErrors.Unreadable(unreadable.Message);
        }

        session.WriteOne(
            DeadLetterErrors.Changed,
            "UPDATE dead_letters SET edited = $3, event_type = $4, version = version + 1, changed_at = now() WHERE id = $1 AND version = $2 AND status <> 'replayed'",
            letter.Id, version, envelope, MessageReader.TypeOf(envelope));
        Note(session, letter.Id, "edited", null);
        return null;
    }

    /// <summary>Decides that it shall have no effect.</summary>
    public static Error? Discard(Session session, DeadLetter letter, string reason)
    {
        if (letter.Status == DeadLetterStatus.Replayed)
            return DeadLetterErrors.AlreadyReplayed;
        session.WriteOne(
            DeadLetterErrors.AlreadyReplayed,
            "UPDATE dead_letters SET status = 'discarded', retry_at = NULL, version = version + 1, changed_at = now() WHERE id = $1 AND status <> 'replayed'",
            letter.Id);
        Note(session, letter.Id, "discarded", reason);
        return null;
    }

    /// <summary>Begins the session's transaction and keeps everybody else from the letter until it ends.</summary>
    public static async Task<DeadLetter?> LockAsync(Session session, long id, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        return await session.QuerySingleAsync($"SELECT {Columns} FROM dead_letters WHERE id = $1 FOR UPDATE", Read, ct, id);
    }

    internal static void Note(Session session, long id, string action, string? detail) => session.Write(
        "INSERT INTO dead_letter_actions (dead_letter_id, action, actor, detail) VALUES ($1, $2, $3, $4)",
        id, action, session.Context.UserId ?? "system", detail);

    private static int[] PerHour(int[] hoursAgo, int[] counts)
    {
        var perHour = new int[HoursShown];
        foreach (var (ago, count) in hoursAgo.Zip(counts))
            perHour[HoursShown - 1 - ago] = count;
        return perHour;
    }

    private static string? StatusText(DeadLetterStatus? status) => status?.ToString().ToLowerInvariant();

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DeadLetter Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        Enum.Parse<DeadLetterStatus>(row.GetString(1), ignoreCase: true),
        row.IsDBNull(2) ? null : row.GetGuid(2),
        Text(row, 3),
        row.GetString(4),
        row.GetString(5),
        row.IsDBNull(6) ? null : row.GetInt32(6),
        row.IsDBNull(7) ? null : row.GetInt64(7),
        row.GetString(8),
        Text(row, 9),
        row.GetString(10),
        row.GetString(11),
        row.GetInt32(12),
        row.GetInt32(13),
        row.IsDBNull(14) ? null : row.GetFieldValue<DateTimeOffset>(14),
        row.GetFieldValue<DateTimeOffset>(15),
        row.GetFieldValue<DateTimeOffset>(16),
        row.GetInt32(17));
}
