using Npgsql;
using NpgsqlTypes;

namespace Commerce.Seeding;

/// <summary>Rows on their way into one table: gathered, then copied in PostgreSQL's binary form.</summary>
internal sealed class BulkTable(NpgsqlConnection connection, string table, string columns)
{
    private readonly List<Action<NpgsqlBinaryImporter>> _rows = [];

    public void Add(Action<NpgsqlBinaryImporter> row) => _rows.Add(row);

    public void Flush()
    {
        if (_rows.Count == 0)
            return;
        using var import = connection.BeginBinaryImport($"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)");
        foreach (var row in _rows)
        {
            import.StartRow();
            row(import);
        }

        import.Complete();
        _rows.Clear();
    }
}

/// <summary>Values that are not simply written.</summary>
internal static class BulkValues
{
    public static void Json(this NpgsqlBinaryImporter row, string json) => row.Write(json, NpgsqlDbType.Json);

    public static void Jsonb(this NpgsqlBinaryImporter row, string json) => row.Write(json, NpgsqlDbType.Jsonb);

    public static void Maybe(this NpgsqlBinaryImporter row, string? text)
    {
        if (text is null)
            row.WriteNull();
        else
            row.Write(text);
    }

    public static void Maybe<T>(this NpgsqlBinaryImporter row, T? value)
        where T : struct
    {
        if (value is { } known)
            row.Write(known);
        else
            row.WriteNull();
    }
}
