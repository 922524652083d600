using Commerce.Data;
using Commerce.Inventory.Contracts;
using Commerce.Messaging;

namespace Commerce.Inventory;

/// <summary>A shipment left the warehouse: what was held for the order is sold, noted in the ledger under the shipment's id.</summary>
internal sealed class ShipStock(TimeProvider clock) : IMessageHandler<ShipStockV1>
{
    public async Task HandleAsync(IReadOnlyList<Received<ShipStockV1>> messages, Session session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var book = await ReservationBook.LockAsync(session, messages.Select(m => m.Message.OrderId), ct);
        var known = await KnownShipmentsAsync(session, messages.Select(m => m.Message.ShipmentId), ct);
        var fresh = messages.Where(m => known.Add(m.Message.ShipmentId)).ToList();
        var stock = await StockSheet.LockAsync(session, fresh.SelectMany(m => m.Message.Lines).Select(line => line.Sku), ct);

        foreach (var (command, context) in fresh.Select(m => (m.Message, m.Context)))
        {
            var reservation = book.Find(command.OrderId)
                ?? throw new InvalidOperationException($"Shipment {command.ShipmentId} is of order {command.OrderId}, which holds no stock.");
            var lines = StockLine.Merge(command.Lines.Select(line => new StockLine(line.Sku, line.Quantity)));
            book.Put(reservation.Ship(command.ShipmentId, command.Warehouse, lines, context.UserId ?? "system", stock));
        }

        stock.Save(session, now);
        book.Save(session, now);
        SaveShipments(session, fresh.ConvertAll(m => m.Message), now);
    }

    // Orders are locked by now, so nobody else can be recording the same shipment.
    private static async Task<HashSet<Guid>> KnownShipmentsAsync(Session session, IEnumerable<Guid> ids, CancellationToken ct) =>
        [.. await session.QueryAsync(
            "SELECT shipment_id FROM shipments WHERE shipment_id = ANY ($1)", row => row.GetGuid(0), ct, [ids.ToArray()])];

    private static void SaveShipments(Session session, List<ShipStockV1> shipments, DateTimeOffset now)
    {
        if (shipments.Count == 0)
            return;
        session.Write(
            "INSERT INTO shipments (shipment_id, order_id, recorded_at) SELECT s.*, $3 FROM unnest($1::uuid[], $2::uuid[]) AS s",
            shipments.Select(s => s.ShipmentId).ToArray(), shipments.Select(s => s.OrderId).ToArray(), now);
        InventoryMetrics.CountShipped(session, shipments.Count);
    }
}
