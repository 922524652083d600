using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Commerce.Defaults;

/// <summary>
/// Keeps what every call is judged by fresh in memory, what roles grant and which sessions are over: loaded before the service answers,
/// then whenever a trigger of their tables says so.
/// </summary>
internal sealed class WatchAccess(
    NpgsqlDataSource database, RolePermissions permissions, RevokedSessions sessions, TimeProvider clock, ILogger<WatchAccess> log) : BackgroundService
{
    private const string Roles = "role_permissions";
    private const string Sessions = "revoked_sessions";

    // A notification can get lost with its connection; a permission must not stay granted for long because of that.
    private static readonly TimeSpan s_reloadAtLeast = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
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
                log.LogWarning("Listening for changed permissions and ended sessions was interrupted: {Reason}", e.Message);
                await Task.Delay(s_pause, clock, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var rolesChanged = false;
        connection.Notification += (_, heard) =>
        {
            if (heard.Channel == Sessions)
                sessions.Add(heard.Payload);
            else
                rolesChanged = true;
        };
        await using (var listen = new NpgsqlCommand($"LISTEN {Roles}; LISTEN {Sessions}", connection))
            await listen.ExecuteNonQueryAsync(ct);
        while (true)
        {
            var loadedAt = clock.GetTimestamp();
            await LoadAsync(ct);
            // Sessions end all the time, one by one: that is no reason to read everything again.
            while (!rolesChanged && clock.GetElapsedTime(loadedAt) < s_reloadAtLeast && await connection.WaitAsync(s_reloadAtLeast, ct))
            {
            }

            rolesChanged = false;
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        await permissions.LoadAsync(database, ct);
        await sessions.LoadAsync(database, ct);
    }
}
