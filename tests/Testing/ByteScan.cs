using System.Text;

namespace Commerce.Testing;

/// <summary>Looks for a text everywhere in a database: in every column of every table, as text and as the bytes of it.</summary>
public static class ByteScan
{
    private const string Tables = """
        SELECT coalesce(string_agg(format('%I.%I', schemaname, tablename), ','), '') FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
        """;

    /// <summary>The tables whose rows contain it.</summary>
    public static async Task<IReadOnlyList<string>> TablesWithAsync(this TestDatabase database, string text)
    {
        ArgumentNullException.ThrowIfNull(database);
        var bytes = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));
        var found = new List<string>();
        foreach (var table in (await database.ScalarAsync<string>(Tables))!.Split(','))
        {
            if (await database.ScalarAsync<bool>($"SELECT EXISTS (SELECT FROM {table} t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0)", text, bytes))
                found.Add(table);
        }

        return found;
    }
}
