using System.Text.Json.Nodes;
using Commerce.Data;
using Commerce.Identity.Contracts;
using Commerce.Privacy;

namespace Commerce.Identity;

/// <summary>
/// Everything that hangs on an account: the rows of every table that references it, whichever those are by now. So nothing that is added
/// later can be forgotten, neither in an export nor in an erasure.
/// </summary>
internal static class AccountData
{
    // What is binary is a hash, a sealed secret or a file; these texts are no less secret.
    private static readonly string[] s_secret = ["password_hash", "security_stamp", "concurrency_stamp"];

    private const string Tables = """
        SELECT c.conrelid::regclass::text, a.attname,
               ARRAY(SELECT b.attname::text FROM pg_attribute b WHERE b.attrelid = c.conrelid AND b.atttypid = 'bytea'::regtype AND b.attnum > 0)
        FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.confrelid = 'users'::regclass AND cardinality(c.conkey) = 1
        ORDER BY 1
        """;

    /// <summary>What is stored, table by table, without secrets; what is sealed with the person's own key is opened.</summary>
    public static async Task<JsonObject> CollectAsync(Session session, PersonalKeys keys, Guid userId, CancellationToken ct)
    {
        var data = new JsonObject { ["users"] = await RowsAsync(session, new("users", "id", []), userId, ct) };
        foreach (var table in await TablesAsync(session, ct))
            data[table.Name] = await RowsAsync(session, table, userId, ct);
        data["consents"] = await RowsAsync(session, new("consents", "user_id", []), userId, ct);
        data["erasure_requests"] = await RowsAsync(session, new("erasure_requests", "user_id", ["requested_by", "decided_by"]), userId, ct);
        foreach (var number in data["phone_numbers"]!.AsArray())
            number!["number"] = await keys.OpenAsync(session, userId, number["number"]!.GetValue<string>(), ct);
        return data;
    }

    /// <summary>Deletes the account and all that hangs on it, within the session's transaction.</summary>
    public static async Task<IReadOnlyList<ErasedStoreV1>> EraseAsync(Session session, Guid userId, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        var stores = new List<ErasedStoreV1>();
        foreach (var (name, column, _) in await TablesAsync(session, ct))
        {
            var rows = await session.QuerySingleAsync($"SELECT count(*) FROM {name} WHERE {column} = $1", row => row.GetInt64(0), ct, userId);
            stores.Add(new(name.Replace('_', ' '), "deleted", rows));
        }

        session.Write("UPDATE erasure_requests SET reason = NULL, decision_reason = NULL WHERE user_id = $1", userId);
        PersonalKeys.Erase(session, userId);
        var gone = await session.QueryAsync("DELETE FROM users WHERE id = $1 RETURNING id", row => row.GetGuid(0), ct, userId);
        return [new("users", "deleted", gone.Count), .. stores, new("personal keys", "deleted", gone.Count), new("consents", "kept as proof, under an id that leads to nobody", 0),
            new("erasure requests", "kept as proof, without what was written", 0)];
    }

    private static Task<List<Table>> TablesAsync(Session session, CancellationToken ct) =>
        session.QueryAsync(Tables, row => new Table(row.GetString(0), row.GetString(1), row.GetFieldValue<string[]>(2)), ct);

    private static async Task<JsonArray> RowsAsync(Session session, Table table, Guid userId, CancellationToken ct) => new(
        [.. await session.QueryAsync(
            $"SELECT (to_jsonb(t) - $2)::text FROM {table.Name} t WHERE {table.Column} = $1 LIMIT 100000",
            row => JsonNode.Parse(row.GetString(0)), ct, userId, (object)(string[])[.. s_secret, .. table.Hidden])]);

    private sealed record Table(string Name, string Column, IReadOnlyList<string> Hidden);
}
