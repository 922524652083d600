using Commerce.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Commerce.Identity;

/// <summary>How long is kept what has no end of its own.</summary>
internal sealed class RetentionOptions
{
    /// <summary>What happened to an account's safety.</summary>
    public TimeSpan SecurityEvents { get; set; } = TimeSpan.FromDays(400);

    /// <summary>That a mail or text message was sent, or could not be. What it said goes at once.</summary>
    public TimeSpan OutgoingMessages { get; set; } = TimeSpan.FromDays(30);
}

/// <summary>Removes what has lost its meaning: whatever has expired, and what was kept long enough.</summary>
internal sealed class PurgeExpired(NpgsqlDataSource database, IOptions<RetentionOptions> retention, TimeProvider clock, ILogger<PurgeExpired> log)
    : PeriodicWork(TimeSpan.FromMinutes(10), clock, log)
{
    private const int AtOnce = 5_000;

    private static readonly string[] Expiring =
        ["refresh_tokens", "authorization_codes", "sessions", "login_tries", "login_challenges", "account_tokens", "data_exports", "external_login_attempts",
         "sent_codes", "passkey_ceremonies"];

    // One that has expired can be sent again for as long.
    private static readonly TimeSpan OpenFor = TimeSpan.FromDays(30);

    protected override Task LookAsync(CancellationToken ct) => PurgeAsync(ct);

    internal async Task PurgeAsync(CancellationToken ct)
    {
        var now = Clock.GetUtcNow();
        foreach (var table in Expiring)
            await DeleteAsync(table, "expires_at", now, ct);
        await DeleteAsync("staff_invitations", "expires_at", now - OpenFor, ct);
        await DeleteAsync("security_events", "occurred_at", now - retention.Value.SecurityEvents, ct);
        await DeleteAsync("outgoing_messages", "settled_at", now - retention.Value.OutgoingMessages, ct);
    }

    // In small bites: a long statement would keep the autovacuum, and whoever needs these rows, waiting.
    private async Task DeleteAsync(string table, string moment, DateTimeOffset until, CancellationToken ct)
    {
        int removed;
        do
        {
            await using var command = database.CreateCommand(
                $"DELETE FROM {table} WHERE ctid IN (SELECT ctid FROM {table} WHERE {moment} <= $1 LIMIT {AtOnce})");
            command.Parameters.Add(new() { Value = until });
            removed = await command.ExecuteNonQueryAsync(ct);
        }
        while (removed == AtOnce);
    }
}
