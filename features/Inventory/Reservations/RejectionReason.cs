namespace Commerce.Inventory;

/// <summary>Why an order holds no stock.</summary>
internal static class RejectionReason
{
    public const string OutOfStock = "out_of_stock";
    public const string UnknownSku = "unknown_sku";
    public const string Released = "released";
    public const string Expired = "expired";
}
