using Commerce.Data;
using Commerce.Inventory.Contracts;
using Commerce.Messaging;

namespace Commerce.Inventory;

/// <summary>
/// Gives an order's hold back. A release that overtakes its reservation is remembered and refuses it; what already left the
/// warehouse cannot be given back and is not answered.
/// </summary>
internal sealed class ReleaseStock(TimeProvider clock) : IMessageHandler<ReleaseStockV1>
{
    public async Task HandleAsync(IReadOnlyList<Received<ReleaseStockV1>> messages, Session session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var book = await ReservationBook.LockAsync(session, messages.Select(m => m.Message.OrderId), ct);
        var holding = book.All.Where(r => r.HoldsStock).ToList();
        var stock = await StockSheet.LockAsync(session, holding.SelectMany(r => r.Allocations).Select(a => a.Sku), ct);

        foreach (var (command, context) in messages.Select(m => (m.Message, m.Context)))
        {
            var released = book.Find(command.OrderId)?.Release(command.Reason, stock) ?? Reservation.ReleasedEarly(command.OrderId, command.Reason);
            book.Put(released);
            if (released.Status != ReservationStatus.Shipped)
                session.Publish(new StockReleasedV1(released.OrderId, released.Reason ?? command.Reason), released.OrderId, context);
        }

        stock.Save(session, now);
        book.Save(session, now);
        InventoryMetrics.CountEnded(session, ReservationStatus.Released, holding.Count);
    }
}
