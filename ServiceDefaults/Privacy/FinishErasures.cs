using Commerce.Data;
using Microsoft.Extensions.Logging;

namespace Commerce.Privacy;

/// <summary>Finishes erasures that had to wait.</summary>
internal sealed class FinishErasures(
    SessionFactory sessions, Erasures erasures, TimeProvider clock, ILogger<FinishErasures> logger) : PeriodicWork(TimeSpan.FromMinutes(1), clock, logger)
{
    private const string NextOpen = """
        SELECT person_id, request_id, asked_at FROM erasures
        WHERE done_at IS NULL AND (asked_at, person_id) > ($1, $2) ORDER BY asked_at, person_id LIMIT 1 FOR UPDATE SKIP LOCKED
        """;

    /// <summary>One look at everything.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        for (OpenErasure? done = OpenErasure.None; done is not null;)
            done = await FinishNextAsync(done, ct);
    }

    protected override Task LookAsync(CancellationToken ct) => RunAsync(ct);

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

    private sealed record OpenErasure(Guid PersonId, Guid RequestId, DateTimeOffset AskedAt)
    {
        public static OpenErasure None { get; } = new(Guid.Empty, Guid.Empty, DateTimeOffset.UnixEpoch);
    }
}
