using Commerce.Data;
using Npgsql;

namespace Commerce.Identity;

/// <summary>
/// Seals the secrets of authenticator apps anew after the master key was changed, so that the former one can go without taking anybody's
/// second factor along.
/// </summary>
internal sealed partial class ResealSecrets(SessionFactory sessions, AccountSecrets secrets, TimeProvider clock, ILogger<ResealSecrets> log) : BackgroundService
{
    private const int AtOnce = 100;

    // Beside other replicas that do the same, and past what does not open: its key is missing, and the log says so.
    private const string Old = """
        SELECT id, user_id, secret FROM second_factors
        WHERE secret IS NOT NULL AND id > $1 AND substring(secret FOR length($2)) <> $2 ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED
        """;

    private const string Store = "UPDATE second_factors SET secret = $2 WHERE id = $1";

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    /// <summary>One look at all of them.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        if (secrets.CurrentMark is not { } mark)
            return;
        for (Guid? after = Guid.Empty; after is { } id;)
            after = await NextAsync(id, mark, ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                LogPostponed(log, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<Guid?> NextAsync(Guid after, byte[] mark, CancellationToken ct)
    {
        await using var session = sessions.Open(RequestContext.System("reseal-secrets"));
        await session.BeginAsync(ct);
        var old = await session.QueryAsync(
            Old, row => (Id: row.GetGuid(0), UserId: row.GetGuid(1), Secret: row.GetFieldValue<byte[]>(2)), ct, after, mark, AtOnce);
        foreach (var (id, userId, secret) in old)
        {
            if (Open(userId, secret) is { } opened)
                session.Write(Store, id, secrets.Seal(opened, Authenticators.NameOf(userId)));
        }

        await session.CommitAsync(ct);
        return old.Count == AtOnce ? old[^1].Id : null;
    }

    private byte[]? Open(Guid userId, byte[] secret)
    {
        try
        {
            return secrets.Open(secret, Authenticators.NameOf(userId));
        }
        catch (InvalidOperationException e)
        {
            LogUnopened(log, userId, e);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Sealing secrets anew was put off.")]
    private static partial void LogPostponed(ILogger log, Exception e);

    [LoggerMessage(LogLevel.Error, "The authenticator app of {UserId} opens with no master key that is configured; nobody can use it.")]
    private static partial void LogUnopened(ILogger log, Guid userId, Exception e);
}
