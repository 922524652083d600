using Commerce.Data;
using Commerce.Inventory.Contracts;
using Commerce.Messaging;
using Npgsql;

namespace Commerce.Inventory;

/// <summary>Gives back holds that nobody confirmed in time. Replicas share the work: each leaves out what another one has locked.</summary>
internal sealed partial class ExpireReservations(SessionFactory sessions, TimeProvider clock, ILogger<ExpireReservations> logger) : BackgroundService
{
    public const int BatchSize = 200;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>Ends one batch of overdue holds and tells how many there were.</summary>
    public async Task<int> SweepAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var session = sessions.Open(RequestContext.System("inventory.expiry"));
        await session.BeginAsync(ct);
        // Whoever confirms or releases goes first: the sweep gives up long before PostgreSQL would look for a deadlock.
        session.Write("SET LOCAL lock_timeout = '200ms'");
        await session.FlushAsync(ct);
        var book = await ReservationBook.LockOverdueAsync(session, now, BatchSize, ct);
        var overdue = book.All.ToList();
        if (overdue.Count == 0)
            return 0;

        var stock = await StockSheet.LockAsync(session, overdue.SelectMany(r => r.Allocations).Select(a => a.Sku), ct);
        foreach (var reservation in overdue)
        {
            book.Put(reservation.Expire(stock));
            session.Publish(new StockReleasedV1(reservation.OrderId, RejectionReason.Expired), reservation.OrderId);
        }

        stock.Save(session, now);
        book.Save(session, now);
        InventoryMetrics.CountEnded(session, ReservationStatus.Expired, overdue.Count);
        await session.CommitAsync(ct);
        return overdue.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await SweepAsync(stoppingToken) == BatchSize)
                {
                }
            }
            catch (NpgsqlException failure)
            {
                LogPostponed(logger, failure.Message); // nothing is lost: the holds are still overdue at the next sweep
            }

            await Task.Delay(s_pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Expiry of reservations waits for the next sweep: {Reason}")]
    private static partial void LogPostponed(ILogger logger, string reason);
}
