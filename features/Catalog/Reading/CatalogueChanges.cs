using Npgsql;

namespace Commerce.Catalog;

/// <summary>Hears of every committed change of the catalogue, on whichever replica, and makes the cache forget.</summary>
internal sealed class CatalogueChanges(NpgsqlDataSource database, ResponseCache cache, TimeProvider clock, ILogger<CatalogueChanges> log)
    : BackgroundService
{
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException && !stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("Changes of the catalogue cannot be heard of, so answers are not cached: {Reason}", e.Message);
            }
            finally
            {
                cache.Suspend();
            }

            await Task.Delay(s_pause, clock, stoppingToken);
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        connection.Notification += (_, _) => cache.Invalidate();
        await ExecuteAsync(connection, "LISTEN catalogue_changed", ct);
        cache.Resume();
        while (true)
        {
            // A connection that died without a word answers no heartbeat.
            if (!await connection.WaitAsync(s_heartbeat, ct))
                await ExecuteAsync(connection, "SELECT 1", ct);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 5 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
