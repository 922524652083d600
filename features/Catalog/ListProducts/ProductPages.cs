using System.Buffers;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Commerce.Catalog;

/// <summary>Reads one page of the list, whose rows are ready-made JSON.</summary>
internal static class ProductPages
{
    public static async Task<byte[]> ReadPageAsync(this NpgsqlDataSource database, ProductQuery query, CancellationToken ct)
    {
        var categories = query.Category is { } category ? await BelowAsync(database, category, ct) : null;
        await using var command = Command(database, query, categories);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var page = new ArrayBufferWriter<byte>(16 * 1024);
        page.Write("{\"items\":["u8);
        string? cursor = null;
        for (var row = 0; await reader.ReadAsync(ct); row++)
        {
            if (row == query.Limit)
            {
                page.Write("],\"nextCursor\":"u8);
                page.Write(JsonSerializer.SerializeToUtf8Bytes(cursor, CatalogJson.Compact.String));
                page.Write("}"u8);
                return page.WrittenSpan.ToArray();
            }

            if (row > 0)
                page.Write(","u8);
            var summary = reader.GetFieldValue<byte[]>(0);
            page.Write(query.Fields?.Apply(summary) ?? summary);
            if (row == query.Limit - 1)
                cursor = query.Order.CursorOf(reader, 1, query.Listing);
        }

        page.Write("],\"nextCursor\":null}"u8);
        return page.WrittenSpan.ToArray();
    }

    /// <summary>A category and everything below it; none when there is no such category.</summary>
    internal static async Task<Guid[]> BelowAsync(NpgsqlDataSource database, string category, CancellationToken ct)
    {
        var isId = Guid.TryParse(category, out var id);
        await using var command = database.CreateCommand(
            $"SELECT d.id FROM categories c JOIN categories d ON d.path @> ARRAY[c.id] WHERE {(isId ? "c.id" : "c.slug")} = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = isId ? id : category });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(ct))
            ids.Add(reader.GetGuid(0));
        return [.. ids];
    }

    /// <summary>The statement of a query; also what the tests explain.</summary>
    /// <param name="database">Where it will run.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="categories">
    /// The categories to list; null for all. Handed over as they are: only then does the planner know whether they hold ten products or
    /// half the shop, and so whether to sort what they hold or to follow the order until the page is full.
    /// </param>
    internal static NpgsqlCommand Command(NpgsqlDataSource database, ProductQuery query, Guid[]? categories)
    {
        var command = database.CreateCommand();
        var sql = new StringBuilder("SELECT p.summary, ").AppendJoin(", ", query.Order.Columns).Append(" FROM products p");
        if (query.Currency is { } currency)
            sql.Append($" JOIN listed_prices l ON l.product_id = p.id AND l.currency = {Parameter(currency.Code)}");
        sql.Append($" WHERE p.status = '{ProductRow.NameOf(query.Status)}'");
        if (categories is not null)
            sql.Append($" AND p.category_id = ANY({Parameter(categories)})");
        Filter(sql, query, Parameter);

        var direction = query.Order.Descending ? " DESC" : "";
        if (query.After is not null)
        {
            var place = string.Join(", ", query.Order.ValuesOf(query.After).Select(Parameter));
            sql.Append($" AND ({string.Join(", ", query.Order.Columns)}) {(query.Order.Descending ? '<' : '>')} ({place})");
        }

        sql.Append(" ORDER BY ").AppendJoin(", ", query.Order.Columns.Select(c => c + direction));
        sql.Append($" LIMIT {Parameter(query.Limit + 1)}");
        command.CommandText = sql.ToString();
        return command;

        string Parameter(object value)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
            return $"${command.Parameters.Count}";
        }
    }

    private static void Filter(StringBuilder sql, ProductQuery query, Func<object, string> parameter)
    {
        if (query.MinPrice is { } from)
            sql.Append($" AND l.lowest >= {parameter(from)}");
        if (query.MaxPrice is { } to)
            sql.Append($" AND l.lowest <= {parameter(to)}");
        if (query.MinRating is { } rating)
            sql.Append($" AND p.rating_average >= {parameter(rating)}");
        foreach (var values in query.Facets.Values)
            sql.Append($" AND p.facets && {parameter(values)}");
        if (query.Text is { } text)
            sql.Append($" AND p.search @@ websearch_to_tsquery('english', {parameter(text)})");
    }
}
