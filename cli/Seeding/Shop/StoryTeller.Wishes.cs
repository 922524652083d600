using Commerce.Ordering;
using Commerce.Sample;

namespace Commerce.Seeding;

internal sealed partial class StoryTeller
{
    /// <summary>The longest order that is made up; carts stop at fewer lines, orders that came before that rule may have more.</summary>
    public const int MostLines = 1_000;

    private const double Dollars = 0.2;
    private const double Silent = 0.4;
    private const double Refunded = 0.04;
    private const int PackingMinutes = 92 * 60;
    private const int RefundMinutes = 17 * 24 * 60;

    // The higher, the more of all sales are bestsellers.
    private const double Taste = 2.2;

    private static readonly string[] s_wordsOfCustomers =
        ["Ordered the wrong size.", "Found it in the cellar after all.", "Takes too long for a birthday on Friday.", "Bitte stornieren, doppelt bestellt."];

    private static readonly string[] s_wordsOfStaff =
        ["Arrived broken", "Sent back within 30 days", "Wrong colour in the parcel", "Goodwill: late delivery", "Rückgabe ohne Angabe von Gründen"];

    /// <summary>The order with the most lines: in the middle of them all.</summary>
    private bool IsRemarkable(int number) => number == shop.Scale.Orders / 2;

    private List<(int Good, int Quantity)> Wishes(int number, Dice dice)
    {
        var lines = IsRemarkable(number) ? MostLines : Lines(dice.Share());
        var chosen = new HashSet<int>();
        while (chosen.Count < Math.Min(lines, shop.Goods.Count))
            chosen.Add((int)(shop.Goods.Count * Math.Pow(dice.Share(), lines == MostLines ? 1 : Taste)));
        return [.. chosen.Select(good => (good, dice.Share() < 0.85 ? 1 : 2 + dice.Below(2)))];
    }

    private static int Lines(double share) => share switch
    {
        < 0.58 => 1,
        < 0.80 => 2,
        < 0.91 => 3,
        < 0.96 => 4,
        < 0.99 => 6,
        _ => 12,
    };

    private OrderPlaced Placed(
        Guid orderId, Customer customer, Guid cartId, List<(int Good, int Quantity)> wishes, string currency, DateTimeOffset at)
    {
        OrderLine[] lines =
        [
            .. wishes.Select(w => (Good: shop.Goods[w.Good], w.Quantity))
                .Select(w => new OrderLine(w.Good.Sku, w.Good.Name, w.Quantity, w.Good.PriceIn(currency))),
        ];
        return new(orderId, customer.Id, cartId, lines, currency, lines.Sum(l => l.Total), at);
    }

    // Most parcels leave from one place; one order in eight needs a second one.
    private Pick[] Picks(List<(int Good, int Quantity)> wishes, Dice dice)
    {
        var (home, second) = (Place(dice.Share()), Place(dice.Share()));
        var isSplit = wishes.Count > 1 && dice.Share() < 0.3;
        return
        [
            .. wishes.Select((w, i) =>
            {
                var place = isSplit && i % 2 == 1 ? second : home;
                return new Pick(w.Good, place, shop.Goods[w.Good].Sku, Sample.Stock.Warehouses[place].Code, w.Quantity);
            }),
        ];
    }

    private static int Place(double share) => share switch
    {
        < 0.6 => 0,
        < 0.85 => 1,
        _ => 2,
    };
}
