using System.Security.Cryptography;
using Commerce.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Commerce.Privacy;

/// <summary>Seals everything anew that a former master key protects, for as long as there is a former one.</summary>
internal sealed partial class SealAnew(
    SessionFactory sessions, MasterKeys keys, IEnumerable<ISealedRows> tables, TimeProvider clock, ILogger<SealAnew> logger) : BackgroundService
{
    private const int AtOnce = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

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

            LogDone(logger, table.Name, count, lost);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!keys.HasFormer)
            return; // the keys are read at the start alone
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
            LogUnopened(logger, table.Name, row.Id, e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Table}: {Count} were sealed anew under the present master key, {Lost} open with none, no others are left under a former one")]
    private static partial void LogDone(ILogger logger, string table, int count, int lost);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Table}: {Id} opens with no master key that is configured")]
    private static partial void LogUnopened(ILogger logger, string table, Guid id, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What a former master key seals is sealed anew in a minute: {Reason}")]
    private static partial void LogPostponed(ILogger logger, string reason);
}
