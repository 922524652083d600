using Commerce.Data;
using Commerce.Inventory.Contracts;
using Commerce.Messaging;

namespace Commerce.Inventory;

/// <summary>
/// Holds stock for all lines of an order or for none. A batch costs a fixed number of round trips: lock, decide in the order of
/// arrival, write. An order that was decided on before is answered as before.
/// </summary>
internal sealed class ReserveStock(TimeProvider clock) : IMessageHandler<ReserveStockV1>
{
    public async Task HandleAsync(IReadOnlyList<Received<ReserveStockV1>> messages, Session session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var book = await ReservationBook.LockAsync(session, messages.Select(m => m.Message.OrderId), ct);
        var fresh = messages.Where(m => book.Find(m.Message.OrderId) is null).ToList();
        var stock = await StockSheet.LockAsync(session, fresh.SelectMany(m => m.Message.Lines).Select(line => line.Sku), ct);

        foreach (var (command, context) in messages.Select(m => (m.Message, m.Context)))
        {
            if (book.Find(command.OrderId) is not { } reservation)
                book.Put(reservation = Decide(command, stock, now));
            session.Publish(reservation.ToAnswer(), reservation.OrderId, context);
        }

        stock.Save(session, now);
        book.Save(session, now);
        InventoryMetrics.CountDecided(session, fresh.Select(m => book.Find(m.Message.OrderId)!));
    }

    private static Reservation Decide(ReserveStockV1 command, StockSheet stock, DateTimeOffset now) => Reservation.For(
        command.OrderId, StockLine.Merge(command.Lines.Select(line => new StockLine(line.Sku, line.Quantity))), command.ExpiresAt, stock, now);
}
