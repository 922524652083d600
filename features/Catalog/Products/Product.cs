using Commerce.Kernel;

namespace Commerce.Catalog;

/// <summary>Something the shop offers, with the variants that can be bought. Every accepted change is a new version.</summary>
internal sealed record Product
{
    public const int MaxVariants = 100;

    public required Guid Id { get; init; }

    public required long Version { get; init; }

    public required ProductStatus Status { get; init; }

    public required ProductContent Content { get; init; }

    public required IReadOnlyList<Variant> Variants { get; init; }

    public required Rating Rating { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When shoppers first saw it.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    public static Result<Product> Draft(
        Guid id, ProductContent content, IReadOnlyList<Variant> variants, Rating rating, DateTimeOffset now)
    {
        if (Ambiguity(variants) is { } refusal)
            return refusal;

        return new Product
        {
            Id = id,
            Version = 1,
            Status = ProductStatus.Draft,
            Content = content,
            Variants = variants,
            Rating = rating,
            CreatedAt = Stored(now),
            UpdatedAt = Stored(now),
        };
    }

    public Product Edit(ProductContent content, DateTimeOffset now) => Changed(now) with { Content = content };

    /// <summary>Replaces all that editors write: content and variants, in this order.</summary>
    public Result<Product> Revise(ProductContent content, IReadOnlyList<Variant> variants, DateTimeOffset now)
    {
        if (Ambiguity(variants) is { } refusal)
            return refusal;
        if (Status == ProductStatus.Published && variants.FirstOrDefault(v => v.Prices.Count == 0) is { } unpriced)
            return ProductErrors.PriceNeeded(unpriced.Sku);
        if (Status == ProductStatus.Published && variants.Count == 0)
            return ProductErrors.NotReady(Id);
        return Changed(now) with { Content = content, Variants = variants };
    }

    public Result<Product> Publish(DateTimeOffset now)
    {
        if (Status == ProductStatus.Published)
            return this;
        if (Variants.Count == 0 || Variants.Any(v => v.Prices.Count == 0))
            return ProductErrors.NotReady(Id);
        return Changed(now) with { Status = ProductStatus.Published, PublishedAt = PublishedAt ?? Stored(now) };
    }

    public Result<Product> Withdraw(DateTimeOffset now) => Status switch
    {
        ProductStatus.Draft => ProductErrors.NeverPublished(Id),
        ProductStatus.Withdrawn => this,
        ProductStatus.Published => Changed(now) with { Status = ProductStatus.Withdrawn },
        _ => throw new InvalidOperationException($"No such status: {Status}."),
    };

    /// <summary>Adds the variant, or replaces the one with its SKU.</summary>
    public Result<Product> PutVariant(Variant variant, DateTimeOffset now)
    {
        var replaces = Variants.Any(v => v.Sku == variant.Sku);
        if (!replaces && Variants.Count == MaxVariants)
            return ProductErrors.TooManyVariants(Id);
        if (Status == ProductStatus.Published && variant.Prices.Count == 0)
            return ProductErrors.PriceNeeded(variant.Sku);

        IReadOnlyList<Variant> variants = replaces ? [.. Variants.Select(v => v.Sku == variant.Sku ? variant : v)] : [.. Variants, variant];
        if (Ambiguity(variants) is { } refusal)
            return refusal;
        return Changed(now) with { Variants = variants };
    }

    public Result<Product> RemoveVariant(string sku, DateTimeOffset now)
    {
        if (Variants.All(v => v.Sku != sku))
            return ProductErrors.NoSuchVariant(sku);
        if (Status == ProductStatus.Published && Variants.Count == 1)
            return ProductErrors.LastVariant(sku);
        return Changed(now) with { Variants = [.. Variants.Where(v => v.Sku != sku)] };
    }

    /// <summary>Replaces all prices of one variant.</summary>
    public Result<Product> SetPrices(string sku, IReadOnlyList<Money> prices, DateTimeOffset now)
    {
        if (Variants.FirstOrDefault(v => v.Sku == sku) is not { } variant)
            return ProductErrors.NoSuchVariant(sku);
        if (variant.HasPrices(prices))
            return this;
        return PutVariant(variant with { Prices = prices }, now);
    }

    /// <summary>Gives every price anew.</summary>
    public Result<Product> Reprice(Func<Money, Money> newPrice, DateTimeOffset now)
    {
        Variant[] variants = [.. Variants.Select(v => v with { Prices = [.. v.Prices.Select(newPrice)] })];
        if (variants.SelectMany(v => v.Prices).Any(p => p.MinorUnits is <= 0 or > Variant.MaxMinorUnits))
            return ProductErrors.PriceOutOfRange(Id);
        return Variants.Zip(variants).All(pair => pair.First.HasPrices(pair.Second.Prices)) ? this : Changed(now) with { Variants = variants };
    }

    /// <summary>Undoes a change that nobody has built upon: as much on sale as before it, at the same prices.</summary>
    public Product Restore(ProductStatus status, IReadOnlyDictionary<string, IReadOnlyList<Money>> prices, DateTimeOffset now) =>
        Changed(now) with { Status = status, Variants = [.. Variants.Select(v => v with { Prices = prices[v.Sku] })] };

    private static Error? Ambiguity(IReadOnlyList<Variant> variants)
    {
        for (var i = 1; i < variants.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (variants[i].Sku == variants[j].Sku)
                    return ProductErrors.SkuTwice(variants[i].Sku);
                if (variants[i].HasOptions(variants[j].Options))
                    return ProductErrors.SameOptions(variants[j].Sku, variants[i].Sku);
            }
        }

        return null;
    }

    private Product Changed(DateTimeOffset now) => this with { Version = Version + 1, UpdatedAt = Stored(now) };

    // PostgreSQL keeps microseconds: what is answered now must be what is read back later.
    private static DateTimeOffset Stored(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}
