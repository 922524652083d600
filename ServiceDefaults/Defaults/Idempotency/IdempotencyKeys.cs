using Npgsql;

namespace Commerce.Defaults;

/// <summary>The stored answers.</summary>
internal sealed class IdempotencyKeys(NpgsqlDataSource database)
{
    public const string PrimaryKey = "idempotency_keys_pkey";

    public const string Insert = """
        INSERT INTO idempotency_keys (scope, key, fingerprint, status, location, etag, content_type, body)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string Select = """
        SELECT fingerprint, status, location, etag, content_type, body FROM idempotency_keys WHERE scope = $1 AND key = $2
        """;

    /// <summary>What the call was answered with before: the answer, or that the key belongs to another request, or nothing.</summary>
    public async Task<Replay?> FindAsync(IdempotentCall call, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Select);
        command.Parameters.Add(new() { Value = call.Scope });
        command.Parameters.Add(new() { Value = call.Key });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        if (!call.Fingerprint.AsSpan().SequenceEqual(reader.GetFieldValue<byte[]>(0)))
            return new Replay(null);
        return new Replay(new AnsweredResult
        {
            Status = reader.GetInt16(1),
            Location = reader.IsDBNull(2) ? null : reader.GetString(2),
            ETag = reader.IsDBNull(3) ? null : reader.GetString(3),
            ContentType = reader.IsDBNull(4) ? null : reader.GetString(4),
            Body = reader.GetFieldValue<byte[]>(5),
            Replayed = true,
        });
    }
}

/// <summary>An earlier use of the key; without an answer it was for another request.</summary>
internal sealed record Replay(AnsweredResult? Answer);
