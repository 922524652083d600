using Commerce.Data;
using Commerce.Inventory.Contracts;
using Commerce.Messaging;

namespace Commerce.Inventory;

/// <summary>
/// The order is paid, so its hold stays until it ships. Only when the hold had ended meanwhile is there something to answer: stock
/// was held again, or the order cannot be met.
/// </summary>
internal sealed class ConfirmReservation(TimeProvider clock) : IMessageHandler<ConfirmReservationV1>
{
    public async Task HandleAsync(IReadOnlyList<Received<ConfirmReservationV1>> messages, Session session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var book = await ReservationBook.LockAsync(session, messages.Select(m => m.Message.OrderId), ct);
        var expired = book.All.Where(r => r.Status == ReservationStatus.Expired).ToList();
        var stock = await StockSheet.LockAsync(session, expired.SelectMany(r => r.Allocations).Select(a => a.Sku), ct);

        foreach (var (command, context) in messages.Select(m => (m.Message, m.Context)))
        {
            var before = book.Find(command.OrderId)
                ?? throw new InvalidOperationException($"Order {command.OrderId} is confirmed, but its stock was never asked for.");
            var after = before.Confirm(stock);
            book.Put(after);
            if (!after.HoldsStock && after.Status != ReservationStatus.Shipped)
                session.Publish(after.ToRejected(), after.OrderId, context);
            else if (before.Status == ReservationStatus.Expired)
                session.Publish(after.ToReserved(), after.OrderId, context);
        }

        stock.Save(session, now);
        book.Save(session, now);
    }
}
