using Commerce.Data;
using Npgsql;

namespace Commerce.EventStore;

/// <summary>The tables of a next generation: same names, columns, constraints and indexes as the live ones, in a schema of their own.</summary>
internal static class ShadowTables
{
    public const string Schema = "projection_rebuild";

    // Unique keys are there from the start, because writes meet them. What only readers need is built when all rows are there.
    private const string Definition = """
        SELECT format('CREATE TABLE projection_rebuild.%I (LIKE public.%I INCLUDING ALL EXCLUDING INDEXES)%s', relname, relname,
            coalesce(' WITH (' || array_to_string(reloptions, ', ') || ')', '')), 0 AS turn
        FROM pg_class WHERE oid = format('public.%I', $1)::regclass
        UNION ALL
        SELECT format('ALTER TABLE projection_rebuild.%I ADD CONSTRAINT %I %s', $1, conname, pg_get_constraintdef(oid)), 1
        FROM pg_constraint WHERE conrelid = format('public.%I', $1)::regclass AND contype IN ('p', 'u', 'x', 'f')
        ORDER BY turn
        """;

    private const string MissingIndexes = """
        SELECT replace(live.indexdef, format(' ON public.%I ', live.tablename), format(' ON projection_rebuild.%I ', live.tablename))
        FROM pg_indexes live WHERE live.schemaname = 'public' AND live.tablename = $1
        AND NOT EXISTS (SELECT 1 FROM pg_indexes s WHERE s.schemaname = 'projection_rebuild' AND s.indexname = live.indexname)
        """;

    public static async Task CreateAsync(Session session, IProjection projection, CancellationToken ct)
    {
        Drop(session, projection);
        await session.FlushAsync(ct);
        foreach (var table in projection.Tables)
        {
            foreach (var statement in await session.QueryAsync(Definition, row => row.GetString(0), ct, table.Name))
                session.Write(statement);
        }
    }

    /// <summary>Adds what readers need: the other indexes, and what the planner should know.</summary>
    public static async Task FinishAsync(Session session, IProjection projection, CancellationToken ct)
    {
        var transaction = await session.TransactionAsync(ct);
        List<string> statements = ["SET LOCAL statement_timeout = 0"];
        foreach (var table in projection.Tables)
        {
            statements.AddRange(await session.QueryAsync(MissingIndexes, row => row.GetString(0), ct, table.Name));
            statements.Add($"ANALYZE {Schema}.{table.Name}");
        }

        foreach (var statement in statements)
        {
            // An index of a large table takes as long as it takes.
            await using var command = new NpgsqlCommand(statement, transaction.Connection, transaction) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    /// <summary>Queues the change of the live tables for these. The caller holds the live ones locked.</summary>
    public static void Swap(Session session, IProjection projection)
    {
        foreach (var table in projection.Tables)
        {
            session.Write($"DROP TABLE public.{table.Name}");
            session.Write($"ALTER TABLE {Schema}.{table.Name} SET SCHEMA public");
        }
    }

    public static void Drop(Session session, IProjection projection)
    {
        foreach (var table in projection.Tables)
            session.Write($"DROP TABLE IF EXISTS {Schema}.{table.Name}");
    }
}
