using System.Globalization;
using System.Text.Json;
using Commerce.Kernel;

namespace Commerce.AdminUi;

/// <summary>An order with its past, its checkout and its money.</summary>
internal sealed record SampleOrder(IReadOnlyList<OrderDetails> States, OrderHistory History, CheckoutState Checkout, PaymentDetails Payment)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Customer = Guid.Parse("019aa5bf-4c3d-7f10-b2a8-6e9d84f7a1c5");
    private static int _count;

    public OrderDetails Now => States[^1];

    public OrderRow Row => new(Now.OrderId, Customer, Now.Status, Now.Total, Now.Lines.Sum(l => l.Quantity), Now.PlacedAt, Now.UpdatedAt);

    /// <summary>Paid, reserved, and waiting for the warehouses.</summary>
    public static SampleOrder Confirmed(int lines = 2, string name = "Gooseneck kettle 1.7 l, black")
    {
        var placed = Noon.AddSeconds(Interlocked.Increment(ref _count) * 61);
        OrderDetails.Line[] items = [.. Enumerable.Range(1, lines).Select(i => new OrderDetails.Line($"KETTLE-{i:000}-BLK", i == 1 ? name : $"{name} {i}", i % 3 + 1, Euro(5990), Euro(5990 * (i % 3 + 1))))];
        var total = Euro(items.Sum(i => i.Total.MinorUnits));
        var first = new OrderDetails(Guid.CreateVersion7(placed), "placed", 1, items, total, Euro(0), null, [], null, placed, placed);
        OrderDetails.Parcel[] parcels =
        [
            new(Guid.CreateVersion7(), "BERLIN", "planned", null, null, [new(items[0].Sku, items[0].Quantity)]),
            new(Guid.CreateVersion7(), "HAMBURG", "planned", null, null, [.. items[1..].Take(3).Select(i => new OrderDetails.Content(i.Sku, i.Quantity))]),
        ];
        var confirmed = first with { Status = "confirmed", Version = 4, Shipments = parcels, UpdatedAt = placed.AddSeconds(2) };
        return new(
            [first, confirmed],
            new(first.OrderId,
            [
                Entry(1, "ordering.order-placed.v1", placed, new { customerId = Customer, total = total.MinorUnits, currency = "EUR" }, Customer),
                Entry(2, "ordering.stock-reserved.v1", placed.AddSeconds(1), new { reservedUntil = placed.AddMinutes(15) }),
                Entry(3, "ordering.payment-authorized.v1", placed.AddSeconds(2), new { amount = total.MinorUnits }),
                Entry(4, "ordering.order-confirmed.v1", placed.AddSeconds(2), new { }),
            ]),
            new(first.OrderId, "fulfilling", "warehouse", null, false, 0, []),
            Paid(first, total, captured: 0));
    }

    /// <summary>On its way to inventory for longer than it should.</summary>
    public static SampleOrder Stuck()
    {
        var order = Confirmed();
        var waiting = order.States[0];
        return order with
        {
            States = [waiting],
            History = order.History with { Entries = [order.History.Entries[0]] },
            Checkout = new(waiting.OrderId, "reserving_stock", "inventory", waiting.PlacedAt.AddSeconds(30), true, 3, []),
        };
    }

    public SampleOrder Shipped(Guid shipment, string tracking)
    {
        var at = Now.UpdatedAt.AddMinutes(5);
        OrderDetails.Parcel[] parcels = [.. Now.Shipments.Select(s => s.ShipmentId == shipment ? s with { Status = "dispatched", TrackingNumber = tracking, DispatchedAt = at } : s)];
        var status = parcels.All(p => p.IsDispatched) ? "shipped" : "partially_shipped";
        var after = Now with { Status = status, Version = Now.Version + 1, Shipments = parcels, Captured = Now.Total, UpdatedAt = at };
        return this with
        {
            States = [.. States, after],
            History = With(Entry(after.Version, "ordering.shipment-dispatched.v1", at, new { shipmentId = shipment, trackingNumber = tracking }, Guid.CreateVersion7())),
            Payment = Paid(after, after.Total, after.Total.MinorUnits),
        };
    }

    public SampleOrder Cancelled(string reason)
    {
        var at = Now.UpdatedAt.AddMinutes(1);
        var after = Now with { Status = "cancelled", Version = Now.Version + 1, Cancellation = new("requested", reason, at), UpdatedAt = at };
        return this with
        {
            States = [.. States, after],
            History = With(Entry(after.Version, "ordering.order-cancelled.v1", at, new { reason = "requested", detail = reason }, Guid.CreateVersion7())),
            Checkout = new(Now.OrderId, "compensating", "inventory or payments", at.AddSeconds(30), false, 0, []),
        };
    }

    public OrderDetails AsOf(string? moment) =>
        moment is { Length: > 0 } ? States.Last(s => s.UpdatedAt <= DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture)) : Now;

    private OrderHistory With(OrderHistory.Entry entry) => History with { Entries = [.. History.Entries, entry] };

    private static PaymentDetails Paid(OrderDetails order, Money total, long captured) => new(
        order.OrderId, Guid.CreateVersion7(), captured > 0 ? "captured" : "authorized", total, total, Euro(captured), Euro(0), Euro(0), new("visa", "4242"), null,
        null, "ch_7f3a", order.PlacedAt, order.UpdatedAt);

    private static OrderHistory.Entry Entry(int version, string name, DateTimeOffset at, object data, Guid? actor = null) =>
        new(version, name, "ordering", at, JsonSerializer.SerializeToElement(data), "9f1c2b7e4d0f4b0e8f1c2b7e4d0f4b0e", null, actor);

    private static Money Euro(long cents) => Money.Of(cents, "EUR");
}
