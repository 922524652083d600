using Commerce.Kernel;

namespace Commerce.Inventory.Contracts;

/// <summary>Every line of the order is held until <paramref name="ExpiresAt"/>, in these warehouses.</summary>
[Message("inventory.stock-reserved.v1", Topic = "inventory", Aggregate = "order")]
public sealed record StockReservedV1(Guid OrderId, IReadOnlyList<AllocationV1> Allocations, DateTimeOffset ExpiresAt);

/// <summary>A part of a line that one warehouse ships.</summary>
public sealed record AllocationV1(string Sku, string Warehouse, int Quantity);

/// <summary>Nothing is held for the order. Reason: <c>out_of_stock</c>, <c>unknown_sku</c>, <c>released</c> or <c>expired</c>.</summary>
[Message("inventory.stock-rejected.v1", Topic = "inventory", Aggregate = "order")]
public sealed record StockRejectedV1(Guid OrderId, string Reason, IReadOnlyList<ShortageV1> Shortages);

/// <summary>What was asked for and what there was.</summary>
public sealed record ShortageV1(string Sku, int Requested, int Available);

/// <summary>The order's hold is gone. Reason: that of the release, or <c>expired</c>.</summary>
[Message("inventory.stock-released.v1", Topic = "inventory", Aggregate = "order")]
public sealed record StockReleasedV1(Guid OrderId, string Reason);
