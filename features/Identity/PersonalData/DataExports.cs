using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Commerce.Data;
using Commerce.Identity.Contracts;
using Commerce.Kernel;
using Commerce.Messaging;
using Commerce.Privacy;

namespace Commerce.Identity;

/// <summary>Makes the archive of everything about somebody: asks every context, gathers the answers, seals them until they are fetched.</summary>
internal sealed class DataExports(MasterKeys keys, PersonalKeys personal, TimeProvider clock)
{
    /// <summary>How long an archive can be fetched.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const string Add = """
        INSERT INTO data_exports (id, user_id, requested_at, expires_at, sealed_key) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (user_id) WHERE ready_at IS NULL DO NOTHING RETURNING id
        """;

    private const string StorePart = """
        INSERT INTO data_export_parts (export_id, context, part, parts, content) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
        """;

    private const string Complete = """
        SELECT context FROM data_export_parts WHERE export_id = $1 GROUP BY context, parts HAVING count(*) = parts
        """;

    private readonly Sealer _sealer = keys.For("identity/exports");

    /// <summary>Asks everybody; an export that is in the making is the answer instead of a second one.</summary>
    public async Task<Guid> RequestAsync(Session session, Guid userId, CancellationToken ct)
    {
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var (id, now) = (clock.NewId(), clock.GetUtcNow());
        await session.BeginAsync(ct);
        var added = await session.QueryAsync(
            Add, row => row.GetGuid(0), ct, id, userId, now, now + Lifetime, _sealer.Seal(key.ExportPkcs8PrivateKey(), id.ToByteArray()));
        if (added.Count == 0)
            return await session.QuerySingleAsync("SELECT id FROM data_exports WHERE user_id = $1 AND ready_at IS NULL", row => row.GetGuid(0), ct, userId);

        Store(session, id, PersonalDataHolders.Self, JsonSerializer.SerializeToUtf8Bytes(await AccountData.CollectAsync(session, personal, userId, ct)));
        session.Publish(new PersonalDataRequestedV1(id, userId, Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), now), userId);
        return id;
    }

    /// <summary>One context's share has come; with the last one the archive is ready and the key is thrown away.</summary>
    public async Task TakeAsync(Session session, DeliverPersonalDataV1 share, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        var sealedKey = await session.QuerySingleAsync(
            "SELECT sealed_key FROM data_exports WHERE id = $1 AND ready_at IS NULL FOR UPDATE", row => row.GetFieldValue<byte[]>(0), ct, share.RequestId);
        if (sealedKey is null)
            return; // ready, expired, or its owner was erased meanwhile
        session.Write(StorePart, share.RequestId, share.Context, share.Part, share.Parts, share.Content);
        await session.FlushAsync(ct);
        var complete = await session.QueryAsync(Complete, row => row.GetString(0), ct, share.RequestId);
        if (PersonalDataHolders.Others.Except(complete, StringComparer.Ordinal).Any())
            return;

        var key = _sealer.Open(sealedKey, share.RequestId.ToByteArray());
        foreach (var context in complete)
            Store(session, share.RequestId, context, await OpenAsync(session, share.RequestId, context, key, ct));
        session.Write("DELETE FROM data_export_parts WHERE export_id = $1", share.RequestId);
        session.Write("UPDATE data_exports SET ready_at = $2, sealed_key = NULL WHERE id = $1", share.RequestId, clock.GetUtcNow());
    }

    /// <summary>The archive as a ZIP file with one JSON document per context.</summary>
    public async Task<byte[]> PackAsync(Session session, Guid exportId, CancellationToken ct)
    {
        var files = await session.QueryAsync(
            "SELECT name, content FROM data_export_files WHERE export_id = $1 ORDER BY name",
            row => (Name: row.GetString(0), Content: row.GetFieldValue<byte[]>(1)), ct, exportId);
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in files)
            {
                await using var entry = await archive.CreateEntry($"{name}.json").OpenAsync(ct);
                await entry.WriteAsync(_sealer.Open(content, exportId.ToByteArray()), ct);
            }
        }

        return packed.ToArray();
    }

    private void Store(Session session, Guid exportId, string name, byte[] content) => session.Write(
        "INSERT INTO data_export_files (export_id, name, content) VALUES ($1, $2, $3)", exportId, name, _sealer.Seal(content, exportId.ToByteArray()));

    private static async Task<byte[]> OpenAsync(Session session, Guid exportId, string context, byte[] key, CancellationToken ct)
    {
        var parts = await session.QueryAsync(
            "SELECT content FROM data_export_parts WHERE export_id = $1 AND context = $2 ORDER BY part", row => row.GetString(0), ct, exportId, context);
        var packed = ForOneReader.Open(key, Convert.FromBase64String(string.Concat(parts)), exportId.ToByteArray());
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        await gzip.CopyToAsync(plain, ct);
        return plain.ToArray();
    }
}

/// <summary>Who knows something of people.</summary>
internal static class PersonalDataHolders
{
    public const string Self = "identity";

    /// <summary>The contexts that answer by message; each calls AddPersonalData.</summary>
    public static IReadOnlyList<string> Others { get; } = ["ordering", "payments"];
}
