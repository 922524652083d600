using Npgsql;

namespace Commerce.Catalog;

/// <summary>Reads products as the ready-made JSON that was stored with their last change.</summary>
internal static class ProductDocuments
{
    public static async Task<(long Version, byte[] Document)?> ReadProductAsync(
        this NpgsqlDataSource database, string idOrSlug, bool onSaleOnly, CancellationToken ct)
    {
        if (idOrSlug.Length > ProductContent.MaxSlug || idOrSlug.Any(c => c is '\0' || char.IsSurrogate(c)))
            return null;
        var isId = Guid.TryParse(idOrSlug, out var id);
        await using var command = database.CreateCommand(isId ? ById : BySlug);
        command.Parameters.Add(new() { Value = isId ? id : idOrSlug });
        command.Parameters.Add(new() { Value = onSaleOnly });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
    }

    public static async Task<Dictionary<Guid, byte[]>> ReadProductsAsync(
        this NpgsqlDataSource database, Guid[] ids, bool onSaleOnly, CancellationToken ct)
    {
        var found = new Dictionary<Guid, byte[]>(ids.Length);
        await using var command = database.CreateCommand(
            "SELECT id, document FROM products WHERE id = ANY($1) AND (status = 'published' OR NOT $2)");
        command.Parameters.Add(new() { Value = ids });
        command.Parameters.Add(new() { Value = onSaleOnly });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            found[reader.GetGuid(0)] = reader.GetFieldValue<byte[]>(1);
        return found;
    }

    private const string ById = "SELECT version, document FROM products WHERE id = $1 AND (status = 'published' OR NOT $2)";
    private const string BySlug = "SELECT version, document FROM products WHERE slug = $1 AND (status = 'published' OR NOT $2)";
}
