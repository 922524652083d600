using System.Text.Json;
using Commerce.Catalog;
using Commerce.Catalog.Contracts;
using Commerce.Sample;

namespace Commerce.Seeding;

/// <summary>A SKU with what other contexts know of it.</summary>
internal sealed record Good(string Sku, string Name, Guid ProductId, long Version, bool IsOnSale, IReadOnlyList<PriceV1> Prices)
{
    public long PriceIn(string currency) => Prices.First(p => p.Currency == currency).MinorUnits;
}

/// <summary>The products: kinds, names and prices of the sample shop, many times over, each decided by the catalogue's own rules.</summary>
internal sealed class Products(ScaledShop shop, Assortment assortment)
{
    private const int MostVariants = 3;
    private const int Cycle = 50;

    public IReadOnlyList<SampleCategory> Categories => assortment.Categories;

    public Product Of(int number)
    {
        var dice = shop.DiceOf("product", number);
        var arrivedAt = shop.Calendar.ArrivedAt(number, dice.Share());
        var kind = dice.Pick(assortment.Kinds);
        var drawn = kind.Product(dice.Pick(kind.Department.Models), $"{kind.Department.Code}-{kind.Type.Code}-{number:D6}", dice);
        var draft = new ProductDraft(
            $"{drawn.Name} No. {number}", drawn.Brand, drawn.CategoryId, dice.Id(arrivedAt), $"{drawn.Slug}-{number}", drawn.Description,
            drawn.Attributes.ToDictionary(a => a.Key, a => a.Value.Deserialize<AttributeValue>()!),
            [.. drawn.Variants.Take(1 + (number % MostVariants)).Select(v => new ProductDraft.NewVariant(v.Sku, v.Options, v.Prices))],
            drawn.Rating is { } rating ? new Rating(rating.Average, rating.Count) : null,
            Publish: number % Cycle != 0);
        var product = draft.Decide(new StoppedClock(arrivedAt)).Value;
        return number % Cycle == 1 ? product.Withdraw(shop.Calendar.Until.AddDays(-dice.Below(600)).AddHours(-1)).Value : product;
    }

    /// <summary>What the other contexts heard of a product; nothing of one that was never on sale.</summary>
    public IEnumerable<Good> GoodsOf(int number)
    {
        var product = Of(number);
        if (CatalogMessages.Of(before: null, product with { Status = product.PublishedAt is null ? ProductStatus.Draft : ProductStatus.Published })
            is not ProductPublishedV1 published)
            return [];
        return published.Variants.Select(v => new Good(
            v.Sku, v.Name == published.Name ? published.Name : $"{published.Name}, {v.Name}", product.Id, product.Version,
            product.Status == ProductStatus.Published, v.Prices));
    }

    /// <summary>A clock that shows one moment.</summary>
    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
