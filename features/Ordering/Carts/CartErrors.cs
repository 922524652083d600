using Commerce.Kernel;

namespace Commerce.Ordering;

internal static class CartErrors
{
    public static Error NotFound { get; } = new(404, "ordering.cart_not_found", "There is no such cart.");

    public static Error Empty { get; } = new(409, "ordering.cart_empty", "The cart is empty.");

    public static Error Closed { get; } = new(409, "ordering.cart_closed", "The cart is ordered or merged already. Start a new one.");

    public static Error Changed { get; } = new(409, "ordering.cart_changed", "The cart changed at the same moment. Look at it again before you order.");

    public static Error LineNotFound { get; } = new(404, "ordering.cart_line_not_found", "The cart has no such SKU.");

    public static Error TooManyLines { get; } = new(409, "ordering.cart_full", $"A cart holds at most {Order.MaxLines} different SKUs.");

    public static Error UnknownSku(string sku) => new(409, "ordering.unknown_sku", "There is no such SKU for sale.")
    {
        Fields = [new FieldError("sku", "unknown_sku", $"'{sku}' is not for sale.")],
    };

    public static Error NotForSale(IReadOnlyList<string> skus, string currency) =>
        new(409, "ordering.not_for_sale", $"Some of the cart cannot be bought in {currency}.")
        {
            Fields = [.. skus.Select(sku => new FieldError($"/lines/{sku}", "not_for_sale", $"'{sku}' is not for sale in {currency}."))],
        };
}
