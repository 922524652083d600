using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Commerce.Data;

namespace Commerce.Privacy;

/// <summary>
/// Personal text in records that never change, such as events: sealed by a key of that person alone, in the service's own database.
/// Erasing the person erases the key, and with it every such text in every copy and backup.
/// </summary>
public sealed class PersonalKeys : ISealedRows
{
    /// <summary>What is shown of a text whose person was erased.</summary>
    public const string Erased = "[erased]";

    private const string Mark = "sealed.1.";

    // Whoever comes second gets the key that the first one stored.
    private const string FindOrAdd = """
        INSERT INTO personal_keys AS k (person_id, sealed_key, sealed_by) VALUES ($1, $2, $3)
        ON CONFLICT (person_id) DO UPDATE SET person_id = k.person_id RETURNING k.sealed_key
        """;

    private readonly Sealer _sealer;

    internal PersonalKeys(Sealer sealer) => _sealer = sealer;

    /// <inheritdoc/>
    string ISealedRows.Name => "personal keys";

    /// <summary>Whether a text is a sealed one.</summary>
    public static bool IsSealed(string text) => text?.StartsWith(Mark, StringComparison.Ordinal) == true;

    /// <summary>Takes the key away, as part of the session.</summary>
    public static void Erase(Session session, Guid personId)
    {
        ArgumentNullException.ThrowIfNull(session);
        session.Write("DELETE FROM personal_keys WHERE person_id = $1", personId);
    }

    /// <summary>The text as it may be stored for ever. The person's key is made with the session if there is none yet.</summary>
    public async Task<string> SealAsync(Session session, Guid personId, string text, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(session);
        await session.BeginAsync(ct);
        var fresh = _sealer.Seal(RandomNumberGenerator.GetBytes(32), personId.ToByteArray());
        var stored = await session.QuerySingleAsync(FindOrAdd, row => row.GetFieldValue<byte[]>(0), ct, personId, fresh, _sealer.CurrentKey);
        var key = _sealer.Open(stored, personId.ToByteArray());
        return Close(personId, key, text);
    }

    /// <summary>A text sealed by its person's key.</summary>
    internal static string Close(Guid personId, byte[] key, string text) =>
        Mark + Base64Url.EncodeToString(Box.Close(key, Encoding.UTF8.GetBytes(text), personId.ToByteArray()));

    /// <summary>The text as it was; <see cref="Erased"/> when its person was erased. A text that was never sealed is itself.</summary>
    public async Task<string> OpenAsync(Session session, Guid personId, string text, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(text);
        if (!IsSealed(text))
            return text;
        var stored = await session.QuerySingleAsync(
            "SELECT sealed_key FROM personal_keys WHERE person_id = $1", row => row.GetFieldValue<byte[]>(0), ct, personId);
        return stored is null
            ? Erased
            : Encoding.UTF8.GetString(Box.Open(
                _sealer.Open(stored, personId.ToByteArray()), Base64Url.DecodeFromChars(text.AsSpan(Mark.Length)), personId.ToByteArray()));
    }

    /// <inheritdoc/>
    async Task<IReadOnlyList<SealedRow>> ISealedRows.FormerAsync(Session session, Guid after, int atMost, CancellationToken ct) => await session.QueryAsync(
        "SELECT person_id, sealed_key FROM personal_keys WHERE sealed_by <> $1 AND person_id > $2 ORDER BY person_id LIMIT $3 FOR UPDATE SKIP LOCKED",
        row => new SealedRow(row.GetGuid(0), row.GetGuid(0), row.GetFieldValue<byte[]>(1)), ct, _sealer.CurrentKey, after, atMost);

    /// <inheritdoc/>
    void ISealedRows.SealAnew(Session session, SealedRow row)
    {
        var name = row.BelongsTo.ToByteArray();
        session.Write(
            "UPDATE personal_keys SET sealed_key = $2, sealed_by = $3 WHERE person_id = $1",
            row.Id, _sealer.Seal(_sealer.Open(row.Box, name), name), _sealer.CurrentKey);
    }
}
