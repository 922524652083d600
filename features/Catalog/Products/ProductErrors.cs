using Commerce.Kernel;

namespace Commerce.Catalog;

internal static class ProductErrors
{
    public static Error NotFound(object id) => new(404, "catalog.product_not_found", $"There is no product {id}.");

    public static Error IdTaken(Guid id) => new(409, "catalog.product_id_taken", $"Product {id} exists already.");

    public static Error SlugTaken(string slug) => new(409, "catalog.slug_taken", $"Another product has the slug '{slug}'.");

    public static Error SkuTaken(string sku) => new(409, "catalog.sku_taken", $"Another product has the SKU '{sku}'.");

    public static Error InvalidSku { get; } = new(422, "catalog.invalid_sku", "A SKU is " + ProductRules.SkuDescription)
    {
        Fields = [new FieldError("sku", "invalid_sku", ProductRules.SkuDescription)],
    };

    public static Error SkuTwice(string sku) => new(409, "catalog.sku_twice", $"The SKU '{sku}' appears twice.");

    public static Error SameOptions(string sku, string other) =>
        new(409, "catalog.same_options", $"'{sku}' and '{other}' have the same options; shoppers could not tell them apart.");

    public static Error NotReady(Guid id) =>
        new(409, "catalog.product_not_ready", $"Product {id} needs at least one variant, and each variant a price, before it is published.");

    public static Error NeverPublished(Guid id) => new(409, "catalog.product_never_published", $"Product {id} is a draft; there is nothing to withdraw.");

    public static Error OncePublished(Guid id) =>
        new(409, "catalog.product_once_published", $"Product {id} was on sale, so orders may refer to it. Withdraw it instead.");

    public static Error TooManyVariants(Guid id) =>
        new(409, "catalog.too_many_variants", $"Product {id} has {Product.MaxVariants} variants, which is the limit.");

    public static Error NoSuchVariant(string sku) => new(404, "catalog.variant_not_found", $"The product has no variant '{sku}'.");

    public static Error PriceNeeded(string sku) => new(409, "catalog.price_needed", $"The product is on sale, so '{sku}' needs a price.");

    public static Error LastVariant(string sku) =>
        new(409, "catalog.last_variant", $"'{sku}' is the only variant of a product on sale. Withdraw the product instead.");

    public static Error NothingToChange(Guid id) => new(409, "catalog.nothing_to_change", $"Product {id} is that way already.");

    public static Error PriceOutOfRange(Guid id) =>
        new(409, "catalog.price_out_of_range", $"A price of product {id} would be nothing, or more than a price can be.");

    public static Error ChangedSince(Guid id) =>
        new(409, "catalog.changed_since", $"Somebody has changed product {id} since, so it stays as they made it.");

    public static Error TooLateToUndo { get; } =
        new(409, "catalog.too_late_to_undo", "A change is undone once, within ten minutes.");

    public static Error UnknownCategory(Guid id) => new(422, "catalog.unknown_category", $"There is no category {id}.")
    {
        Fields = [new FieldError("/categoryId", "catalog.unknown_category", $"There is no category {id}.")],
    };
}
