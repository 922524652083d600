using Npgsql;

namespace Commerce.Identity;

/// <summary>Removes what has lost its meaning: expired sessions and refresh tokens, and counts of tries that are over.</summary>
internal sealed partial class PurgeExpired(NpgsqlDataSource database, TimeProvider clock, ILogger<PurgeExpired> log) : BackgroundService
{
    private const int AtOnce = 5_000;

    private static readonly string[] Statements =
    [
        .. from table in new[]
           {
               "refresh_tokens", "authorization_codes", "sessions", "login_tries", "login_challenges", "account_tokens", "data_exports",
           }
           select $"DELETE FROM {table} WHERE ctid IN (SELECT ctid FROM {table} WHERE expires_at <= $1 LIMIT {AtOnce})",
    ];

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await PurgeAsync(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                LogPostponed(log, e);
            }
        }
    }

    internal async Task PurgeAsync(CancellationToken ct)
    {
        foreach (var statement in Statements)
        {
            int removed;
            do
            {
                await using var command = database.CreateCommand(statement);
                command.Parameters.Add(new() { Value = clock.GetUtcNow() });
                removed = await command.ExecuteNonQueryAsync(ct);
            }
            while (removed == AtOnce);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Removing expired rows was put off.")]
    private static partial void LogPostponed(ILogger log, Exception e);
}
