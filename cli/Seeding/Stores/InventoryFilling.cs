using System.Text.Json;
using Commerce.Inventory;
using Commerce.Ordering;
using Npgsql;
using Stock = Commerce.Sample.Stock;

namespace Commerce.Seeding;

/// <summary>Stock in three warehouses with every movement that led to it, and what was decided for each order.</summary>
internal sealed class InventoryFilling(ScaledShop shop, Guid? warehouseStaff) : Filling("inventorydb", "orders", shop.Scale.Orders)
{
    private const double EmptyAtFirst = 0.05;
    private readonly string _actor = warehouseStaff?.ToString() ?? "system";
    private BulkTable _movements = null!;
    private BulkTable _reservations = null!;
    private BulkTable _allocations = null!;
    private BulkTable _shipments = null!;

    public override void Fill(NpgsqlConnection connection)
    {
        AddWarehouses(connection);
        LearnProducts(connection);
        _movements = Table(connection, "movements", "sku, warehouse, version, delta, on_hand, reason, reference, actor, recorded_at");
        _reservations = Table(connection, "reservations", "order_id, status, reason, shortages, decided_at");
        _allocations = Table(connection, "allocations", "order_id, sku, warehouse, quantity, shipped");
        _shipments = Table(connection, "shipments", "shipment_id, order_id, recorded_at");
        var book = new StockBook(shop.Goods.Count);
        Open(book);
        foreach (var (story, happening, version) in OrderStory.InOrderOfTime(shop.Orders.All()))
        {
            if (version == 1)
                Decide(story);
            Follow(book, story, happening);
        }

        Flush();
        Close(connection, book);
    }

    private static void AddWarehouses(NpgsqlConnection connection)
    {
        foreach (var warehouse in Stock.Warehouses)
        {
            Execute(
                connection, "INSERT INTO warehouses (code, name, country, priority) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                warehouse.Code, warehouse.Name, warehouse.Country, warehouse.Priority);
        }
    }

    private void LearnProducts(NpgsqlConnection connection)
    {
        var products = Table(connection, "product_skus", "product_id, version, skus");
        var names = Table(connection, "sku_names", "sku, product_id, name");
        foreach (var product in shop.Goods.GroupBy(g => g.ProductId))
        {
            products.Add(to =>
            {
                to.Write(product.Key);
                // Of the publication: what is withdrawn later is not heard of here.
                to.Write(1L);
                to.Write(product.Select(g => g.Sku).ToArray());
            });
            foreach (var good in product)
            {
                names.Add(to =>
                {
                    to.Write(good.Sku);
                    to.Write(good.ProductId);
                    to.Write(good.Name);
                });
                Gathered();
            }
        }
    }

    private void Open(StockBook book)
    {
        for (var good = 0; good < shop.Goods.Count; good++)
        {
            var dice = shop.DiceOf("stock", good);
            for (var warehouse = 0; warehouse < Stock.Warehouses.Count; warehouse++)
            {
                if (dice.Share() >= EmptyAtFirst)
                    Add(book.Move(good, warehouse, 3 + dice.Below(60)), "receipt", "opening stock", shop.Calendar.ArrivedAt(0, 0).AddSeconds(good));
            }
        }
    }

    private void Add(StockMove move, string reason, string reference, DateTimeOffset at)
    {
        _movements.Add(to =>
        {
            to.Write(shop.Goods[move.Good].Sku);
            to.Write(Stock.Warehouses[move.Warehouse].Code);
            to.Write((long)move.Version);
            to.Write(move.Delta);
            to.Write(move.OnHand);
            to.Write(reason);
            to.Write(reference);
            to.Write(_actor);
            to.Write(at);
        });
        Gathered();
    }

    private void Follow(StockBook book, OrderStory story, Happening happening)
    {
        switch (happening.Event)
        {
            case StockReserved:
                var dice = shop.DiceOf("delivery", story.Number);
                foreach (var pick in story.Picks)
                {
                    if (book.Hold(pick, dice) is { } delivery)
                        Add(delivery, "receipt", "delivery", happening.At);
                }

                break;
            case StockReleased:
                foreach (var pick in story.Picks)
                    book.GiveBack(pick);
                break;
            case ShipmentDispatched dispatched:
                Ship(book, story, dispatched);
                break;
        }
    }

    private void Ship(StockBook book, OrderStory story, ShipmentDispatched dispatched)
    {
        var warehouse = story.Order.Shipments.First(s => s.Id == dispatched.ShipmentId).Warehouse;
        foreach (var pick in story.Picks.Where(p => p.WarehouseCode == warehouse))
        {
            book.GiveBack(pick);
            Add(book.Move(pick.Good, pick.Warehouse, -pick.Quantity), MovementReason.Sale, dispatched.ShipmentId.ToString(), dispatched.DispatchedAt);
        }

        _shipments.Add(to =>
        {
            to.Write(dispatched.ShipmentId);
            to.Write(story.Id);
            to.Write(dispatched.DispatchedAt);
        });
    }

    private void Decide(OrderStory story)
    {
        var order = story.Order;
        var (status, reason) = order switch
        {
            { Stock: StockState.Rejected } => ("rejected", RejectionReason.OutOfStock),
            { Cancellation: { } cancelled } => ("released", cancelled.Reason),
            _ => (order.Shipments.All(s => s.IsDispatched) ? "shipped" : "confirmed", null),
        };
        var shortages = order.Shortages.Select(s => new Inventory.Shortage(s.Sku, s.Requested, s.Available, IsKnown: true)).ToArray();
        _reservations.Add(to =>
        {
            to.Write(story.Id);
            to.Write(status);
            to.Maybe(reason);
            if (shortages.Length > 0)
                to.Jsonb(JsonSerializer.Serialize(shortages));
            else
                to.WriteNull();
            to.Write(story.LastAt);
        });
        foreach (var pick in story.Picks)
            Allocate(story, pick);
        Advance();
    }

    private void Allocate(OrderStory story, Pick pick)
    {
        var hasLeft = story.Order.Shipments.Any(s => s.Warehouse == pick.WarehouseCode && s.IsDispatched);
        _allocations.Add(to =>
        {
            to.Write(story.Id);
            to.Write(pick.Sku);
            to.Write(pick.WarehouseCode);
            to.Write(pick.Quantity);
            to.Write(hasLeft ? pick.Quantity : 0);
        });
    }

    private void Close(NpgsqlConnection connection, StockBook book)
    {
        var stock = Table(connection, "stock", "sku, warehouse, on_hand, reserved, version, low_at");
        for (var at = 0; at < shop.Goods.Count * Stock.Warehouses.Count; at++)
        {
            var (good, warehouse) = (at / Stock.Warehouses.Count, at % Stock.Warehouses.Count);
            stock.Add(to =>
            {
                to.Write(shop.Goods[good].Sku);
                to.Write(Stock.Warehouses[warehouse].Code);
                to.Write(book.OnHand(good, warehouse));
                to.Write(book.Reserved(good, warehouse));
                to.Write((long)book.Version(good, warehouse));
                to.Write(good % 4 == 0 ? 5 : 0);
            });
            Gathered();
        }

        Flush();
    }
}
