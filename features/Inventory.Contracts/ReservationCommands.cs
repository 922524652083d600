using Commerce.Kernel;

namespace Commerce.Inventory.Contracts;

/// <summary>Hold stock for every line of an order, or for none. Answered by <see cref="StockReservedV1"/> or <see cref="StockRejectedV1"/>; <see cref="StockReleasedV1"/> once the hold has expired.</summary>
[Message("inventory.reserve-stock.v1", Topic = "inventory.commands", Aggregate = "order")]
public sealed record ReserveStockV1(Guid OrderId, IReadOnlyList<StockLineV1> Lines, DateTimeOffset ExpiresAt);

/// <summary>How many of a SKU.</summary>
public sealed record StockLineV1(string Sku, int Quantity);

/// <summary>The order is paid: its hold no longer expires. If it had expired, stock is held again or <see cref="StockRejectedV1"/> says it is gone.</summary>
[Message("inventory.confirm-reservation.v1", Topic = "inventory.commands", Aggregate = "order")]
public sealed record ConfirmReservationV1(Guid OrderId);

/// <summary>Give the order's hold back. Harmless when there is none, and remembered when it comes before the reservation.</summary>
[Message("inventory.release-stock.v1", Topic = "inventory.commands", Aggregate = "order")]
public sealed record ReleaseStockV1(Guid OrderId, string Reason);

/// <summary>A shipment left the warehouse: held stock becomes sold.</summary>
[Message("inventory.ship-stock.v1", Topic = "inventory.commands", Aggregate = "order")]
public sealed record ShipStockV1(Guid OrderId, Guid ShipmentId, string Warehouse, IReadOnlyList<StockLineV1> Lines);
