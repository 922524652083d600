using Npgsql;

namespace Commerce.Seeding;

/// <summary>
/// Checks every foreign key of a store by one query each. While rows are loaded PostgreSQL does not: it would look up each of millions of
/// rows by itself.
/// </summary>
internal static class ForeignKeys
{
    private const string List = """
        SELECT c.conname, c.conrelid::regclass::text, c.confrelid::regclass::text,
            (SELECT string_agg(format('c.%I IS NOT NULL', a.attname), ' AND ') FROM unnest(c.conkey) k JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k),
            (SELECT string_agg(format('p.%I = c.%I', t.attname, f.attname), ' AND ')
             FROM unnest(c.conkey, c.confkey) AS k (f, t)
             JOIN pg_attribute f ON f.attrelid = c.conrelid AND f.attnum = k.f JOIN pg_attribute t ON t.attrelid = c.confrelid AND t.attnum = k.t)
        FROM pg_constraint c WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace ORDER BY c.conname
        """;

    /// <exception cref="InvalidOperationException">A row refers to one that is not there.</exception>
    public static void Check(NpgsqlConnection connection)
    {
        foreach (var (name, child, parent, isSet, matches) in Read(connection))
        {
            var query = $"SELECT count(*) FROM {child} c WHERE {isSet} AND NOT EXISTS (SELECT FROM {parent} p WHERE {matches})";
            using var command = new NpgsqlCommand(query, connection) { CommandTimeout = 0 };
            if (command.ExecuteScalar() is long and > 0 and var lost)
                throw new InvalidOperationException($"{lost} rows of {child} refer to nothing in {parent} ({name}).");
        }
    }

    private static List<(string Name, string Child, string Parent, string IsSet, string Matches)> Read(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(List, connection);
        using var reader = command.ExecuteReader();
        var keys = new List<(string, string, string, string, string)>();
        while (reader.Read())
            keys.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4)));
        return keys;
    }
}
