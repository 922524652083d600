using Npgsql;

namespace Commerce.Defaults;

/// <summary>Whether the service can do its work: the schema is in place and the database answers.</summary>
internal sealed class DatabaseReadiness(NpgsqlDataSource database)
{
    private const int TimeoutSeconds = 2;

    public bool Migrated { get; set; }

    public async Task<bool> IsReadyAsync(CancellationToken ct)
    {
        if (!Migrated)
            return false;
        try
        {
            await using var command = database.CreateCommand("SELECT 1");
            command.CommandTimeout = TimeoutSeconds;
            await command.ExecuteScalarAsync(ct);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
