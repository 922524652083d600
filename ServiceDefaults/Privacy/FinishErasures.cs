using Commerce.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Commerce.Privacy;

/// <summary>Finishes erasures that had to wait.</summary>
internal sealed partial class FinishErasures(
    SessionFactory sessions, Erasures erasures, TimeProvider clock, ILogger<FinishErasures> logger) : BackgroundService
{
    private const string NextOpen = """
        SELECT person_id, request_id, asked_at FROM erasures
        WHERE done_at IS NULL AND (asked_at, person_id) > ($1, $2) ORDER BY asked_at, person_id LIMIT 1 FOR UPDATE SKIP LOCKED
        """;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>One look at everything.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        for (OpenErasure? done = OpenErasure.None; done is not null;)
            done = await FinishNextAsync(done, ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is NpgsqlException or ConflictException or TimeoutException)
            {
                LogPostponed(logger, failure.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // Each person in a transaction of its own: one whose orders are open keeps nobody else waiting.
    private async Task<OpenErasure?> FinishNextAsync(OpenErasure after, CancellationToken ct)
    {
        await using var session = sessions.Open(RequestContext.System("erasure"));
        await session.BeginAsync(ct);
        var open = await session.QuerySingleAsync(
            NextOpen, row => new OpenErasure(row.GetGuid(0), row.GetGuid(1), row.GetFieldValue<DateTimeOffset>(2)), ct, after.AskedAt, after.PersonId);
        if (open is null)
            return null;
        await erasures.TryAsync(session, open.PersonId, open.RequestId, session.Context, ct);
        await session.CommitAsync(ct);
        return open;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Erasures that had to wait are tried again in a minute: {Reason}")]
    private static partial void LogPostponed(ILogger logger, string reason);

    private sealed record OpenErasure(Guid PersonId, Guid RequestId, DateTimeOffset AskedAt)
    {
        public static OpenErasure None { get; } = new(Guid.Empty, Guid.Empty, DateTimeOffset.UnixEpoch);
    }
}
