using Npgsql;

namespace Commerce.Seeding;

/// <summary>What one store holds of the shop, on its way into the store.</summary>
internal abstract class Filling(string store, string what, int total)
{
    // Rows are gathered so far, then copied table by table.
    private const int RowsAtATime = 50_000;
    private readonly List<BulkTable> _tables = [];
    private int _done;
    private int _waiting;

    /// <summary>The database.</summary>
    public string Store => store;

    /// <summary>What is counted.</summary>
    public string What => what;

    public int Total => total;

    public int Done => Volatile.Read(ref _done);

    /// <summary>Writes everything in the connection's transaction.</summary>
    public abstract void Fill(NpgsqlConnection connection);

    protected BulkTable Table(NpgsqlConnection connection, string name, string columns)
    {
        var table = new BulkTable(connection, name, columns);
        _tables.Add(table);
        return table;
    }

    /// <summary>One more of what is counted is gathered.</summary>
    protected void Advance()
    {
        Volatile.Write(ref _done, _done + 1);
        Gathered();
    }

    /// <summary>One more piece of it is gathered.</summary>
    protected void Gathered()
    {
        if (++_waiting >= RowsAtATime)
            Flush();
    }

    protected void Flush()
    {
        _waiting = 0;
        foreach (var table in _tables)
            table.Flush();
    }

    protected static void Execute(NpgsqlConnection connection, string sql, params object[] parameters)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        command.ExecuteNonQuery();
    }
}
