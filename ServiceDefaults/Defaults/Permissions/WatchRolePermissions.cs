using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Commerce.Defaults;

/// <summary>Keeps the snapshot of permissions fresh: loaded before the service answers, then whenever the table's trigger says so.</summary>
internal sealed class WatchRolePermissions(
    NpgsqlDataSource database, RolePermissions permissions, TimeProvider clock, ILogger<WatchRolePermissions> log) : BackgroundService
{
    // A notification can get lost with its connection; a permission must not stay granted for long because of that.
    private static readonly TimeSpan s_reloadAtLeast = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await permissions.LoadAsync(database, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or IOException)
            {
                log.LogWarning("Listening for changed permissions was interrupted: {Reason}", e.Message);
                await Task.Delay(s_pause, clock, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using (var listen = new NpgsqlCommand("LISTEN role_permissions", connection))
            await listen.ExecuteNonQueryAsync(ct);
        while (true)
        {
            await permissions.LoadAsync(database, ct);
            await connection.WaitAsync(s_reloadAtLeast, ct);
        }
    }
}
