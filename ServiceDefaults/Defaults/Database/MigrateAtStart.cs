using Commerce.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Commerce.Defaults;

/// <summary>Brings the schema up to date before any other part of the service starts.</summary>
internal sealed class MigrateAtStart(
    string connectionString, IEnumerable<MigrationSource> sources, DatabaseReadiness readiness, TimeProvider clock, ILogger<MigrateAtStart> log)
    : IHostedLifecycleService
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        // Without the limits of ordinary sessions: replicas wait for each other here, and an index takes what it takes.
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                foreach (var migration in await SqlMigrations.ApplyAsync(database, sources, cancellationToken))
                    log.LogInformation("Applied migration {Module} {Number} {Name}", migration.Module, migration.Number, migration.Name);
                readiness.Migrated = true;
                return;
            }
            catch (NpgsqlException e) when (e.IsTransient && clock.GetElapsedTime(began) < s_patience)
            {
                log.LogWarning("The database is not reachable yet: {Reason}", e.Message);
                await Task.Delay(s_pause, clock, cancellationToken);
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
