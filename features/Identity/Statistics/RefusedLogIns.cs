using System.Collections.Concurrent;
using Commerce.Data;
using Commerce.Kernel;
using Npgsql;

namespace Commerce.Identity;

/// <summary>
/// Counts why people were not let in, for <see cref="GetUserStatistics"/>. Kept in memory and saved every few seconds: whoever tries a million
/// passwords shall not make the database write as often, nor learn from the time it takes. A kill loses a few seconds of counts.
/// </summary>
internal sealed class RefusedLogIns(NpgsqlDataSource database, TimeProvider clock, ILogger<RefusedLogIns> log) : PeriodicWork(TimeSpan.FromSeconds(2), clock, log)
{
    public const string UnknownAccount = "unknown-account";
    public const string WrongPassword = "wrong-password";
    public const string Disabled = "disabled";
    public const string Unconfirmed = "unconfirmed";
    public const string WrongSecondFactor = "wrong-second-factor";
    public const string WrongPasskey = "wrong-passkey";
    public const string TooManyTries = "too-many-tries";

    /// <summary>What goes before the cause in the table.</summary>
    public const string Figure = "refused:";

    /// <summary>An account was locked for a while.</summary>
    public const string LockedFigure = "locked";

    private const string Save = "SELECT count_accounts($1, $2, $3)";
    private readonly ConcurrentDictionary<(DateTimeOffset Day, string Figure), long> _counts = new();

    /// <summary>Somebody was not let in.</summary>
    public void Note(string cause) => Add(Figure + cause);

    /// <summary>Somebody was not let in for what second factor or passkey they gave.</summary>
    public void Note(Error refusal, string otherwise) => Note(refusal.Status == StatusCodes.Status429TooManyRequests ? TooManyTries : otherwise);

    /// <summary>An account was locked for a while.</summary>
    public void NoteLocked() => Add(LockedFigure);

    /// <summary>Saves what was counted since the last time. What cannot be saved is kept.</summary>
    public async Task SaveAsync(CancellationToken ct)
    {
        foreach (var counted in _counts.Keys)
        {
            if (!_counts.TryRemove(counted, out var times))
                continue;
            try
            {
                await using var command = database.CreateCommand(Save);
                command.Parameters.Add(new() { Value = counted.Figure });
                command.Parameters.Add(new() { Value = counted.Day });
                command.Parameters.Add(new() { Value = times });
                await command.ExecuteNonQueryAsync(ct);
            }
            catch
            {
                Add(counted, times);
                throw;
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(cancellationToken);
    }

    protected override Task LookAsync(CancellationToken ct) => SaveAsync(ct);

    private void Add(string figure) => Add((new(Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero), figure), 1);

    private void Add((DateTimeOffset, string) counted, long times) => _counts.AddOrUpdate(counted, times, (_, so) => so + times);
}
