using Commerce.Kernel;

namespace Commerce.Catalog.Contracts;

/// <summary>A product can be bought, or changed while it could: the whole of what others need to sell it. A higher version replaces a lower one.</summary>
[Message("catalog.product-published.v1", Topic = "catalog", Aggregate = "product")]
public sealed record ProductPublishedV1(
    Guid ProductId, long Version, string Name, string Slug, IReadOnlyList<PublishedVariantV1> Variants, DateTimeOffset PublishedAt);

/// <summary>One buyable variant.</summary>
public sealed record PublishedVariantV1(string Sku, string Name, IReadOnlyList<PriceV1> Prices);

/// <summary>A price in minor units.</summary>
public sealed record PriceV1(string Currency, long MinorUnits);

/// <summary>Some of a published product's variants cost something else now.</summary>
[Message("catalog.price-changed.v1", Topic = "catalog", Aggregate = "product")]
public sealed record PriceChangedV1(Guid ProductId, long Version, IReadOnlyList<PublishedVariantV1> Variants, DateTimeOffset ChangedAt);

/// <summary>A product can no longer be bought.</summary>
[Message("catalog.product-withdrawn.v1", Topic = "catalog", Aggregate = "product")]
public sealed record ProductWithdrawnV1(Guid ProductId, long Version, IReadOnlyList<string> Skus, DateTimeOffset WithdrawnAt);
