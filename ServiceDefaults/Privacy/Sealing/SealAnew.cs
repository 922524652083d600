using System.Security.Cryptography;
using Commerce.Data;
using Microsoft.Extensions.Logging;

namespace Commerce.Privacy;

/// <summary>Seals everything anew that a former master key protects, for as long as there is a former one.</summary>
internal sealed partial class SealAnew(
    SessionFactory sessions, MasterKeys keys, IEnumerable<ISealedRows> tables, TimeProvider clock, ILogger<SealAnew> logger)
    : PeriodicWork(TimeSpan.FromMinutes(1), clock, logger)
{
    private const int AtOnce = 500;

    /// <summary>One look at everything.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var table in tables)
        {
            var (count, lost) = (0, 0);
            for (Guid? after = Guid.Empty; after is { } id;)
            {
                await using var session = sessions.Open(RequestContext.System("seal-anew"));
                await session.BeginAsync(ct);
                var rows = await table.FormerAsync(session, id, AtOnce, ct);
                var opened = rows.Count(row => TrySeal(table, session, row));
                await session.CommitAsync(ct);
                (count, lost) = (count + opened, lost + rows.Count - opened);
                after = rows.Count == AtOnce ? rows[^1].Id : null;
            }

            LogDone(Log, table.Name, count, lost);
        }
    }

    // The keys are read at the start alone.
    protected override Task LookAsync(CancellationToken ct) => keys.HasFormer ? RunAsync(ct) : Task.CompletedTask;

    // What does not open keeps nothing else waiting: its key is missing, and the log says so.
    private bool TrySeal(ISealedRows table, Session session, SealedRow row)
    {
        try
        {
            table.SealAnew(session, row);
            return true;
        }
        catch (CryptographicException e)
        {
            LogUnopened(Log, table.Name, row.Id, e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Table}: {Count} were sealed anew under the present master key, {Lost} open with none, no others are left under a former one")]
    private static partial void LogDone(ILogger logger, string table, int count, int lost);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Table}: {Id} opens with no master key that is configured")]
    private static partial void LogUnopened(ILogger logger, string table, Guid id, Exception failure);
}
