using Commerce.Sample;

namespace Commerce.Seeding;

/// <summary>Everything in a large shop, made up from a number: the same number and day make the same shop.</summary>
internal sealed class ScaledShop
{
    public ScaledShop(Scale scale, long seed, DateTimeOffset until)
    {
        (Scale, Seed) = (scale, seed);
        Calendar = new Calendar(scale, until);
        Products = new Products(this, Assortment.Create());
        Customers = new Customers(this);
        Orders = new StoryTeller(this);
        _goods = new(() => [.. Enumerable.Range(0, scale.Products).SelectMany(n => Products.GoodsOf(n))]);
    }

    private readonly Lazy<IReadOnlyList<Good>> _goods;

    public Scale Scale { get; }

    public long Seed { get; }

    public Calendar Calendar { get; }

    public Products Products { get; }

    public Customers Customers { get; }

    public StoryTeller Orders { get; }

    /// <summary>Every SKU that is or was on sale.</summary>
    public IReadOnlyList<Good> Goods => _goods.Value;

    /// <summary>Chance that belongs to one thing of the shop.</summary>
    public Dice DiceOf(string what, int number) => new($"{Seed}/{what}/{number}");
}
