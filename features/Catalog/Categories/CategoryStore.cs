using System.Text.Json;
using Commerce.Data;
using Npgsql;

namespace Commerce.Catalog;

/// <summary>Reads and writes the tree of categories.</summary>
internal static class CategoryStore
{
    /// <summary>The tree, held against every other change of it until the transaction ends.</summary>
    public static async Task<CategoryTree> LockTreeAsync(this Session session, CancellationToken ct)
    {
        session.Write("UPDATE category_tree SET version = version + 1");
        await session.FlushAsync(ct);
        return new CategoryTree(await session.QueryAsync(Select, Read, ct));
    }

    /// <summary>A category, by id or slug, and everything below it; none when there is no such category.</summary>
    public static async Task<Guid[]> BelowAsync(this Session session, string category, CancellationToken ct)
    {
        var isId = Guid.TryParse(category, out var id);
        return [.. await session.QueryAsync(
            $"SELECT d.id FROM categories c JOIN categories d ON d.path @> ARRAY[c.id] WHERE {(isId ? "c.id" : "c.slug")} = $1",
            row => row.GetGuid(0), ct, isId ? id : category)];
    }

    /// <summary>The tree as it is committed.</summary>
    public static async Task<CategoryTree> ReadTreeAsync(this NpgsqlDataSource database, CancellationToken ct)
    {
        var categories = new List<Category>();
        await using var command = database.CreateCommand(Select);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            categories.Add(Read(reader));
        return new CategoryTree(categories);
    }

    public static void Save(this Session session, TreeChange change) => session.Write(
        Upsert,
        JsonSerializer.Serialize([.. change.Changed], CatalogJson.Compact.ListCategory));

    /// <summary>Deletes a category without children.</summary>
    /// <exception cref="ConflictException">Products are in it.</exception>
    public static async Task DeleteAsync(this Session session, Category category, CancellationToken ct)
    {
        try
        {
            session.WriteOne(CategoryErrors.NotFound(category.Id), "DELETE FROM categories WHERE id = $1", category.Id);
            await session.FlushAsync(ct);
        }
        catch (PostgresException refusal) when (refusal.ConstraintName == "product_category_exists")
        {
            throw new ConflictException(CategoryErrors.HasProducts(category.Id), refusal);
        }
    }

    private static Category Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.IsDBNull(1) ? null : row.GetGuid(1),
        row.GetString(2),
        row.GetString(3),
        row.GetInt32(4),
        row.GetFieldValue<Guid[]>(5),
        row.GetInt64(6));

    private const string Select = "SELECT id, parent_id, slug, name, position, path, version FROM categories";

    private const string Upsert = """
        INSERT INTO categories (id, parent_id, slug, name, position, path, version)
        SELECT id, "parentId", slug, name, position, path, version
          FROM json_to_recordset($1::json)
            AS r (id uuid, "parentId" uuid, slug text, name text, position int, path uuid[], version bigint)
        ON CONFLICT (id) DO UPDATE
           SET parent_id = excluded.parent_id, slug = excluded.slug, name = excluded.name, position = excluded.position,
               path = excluded.path, version = excluded.version
        """;
}
