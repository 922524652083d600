using Commerce.Inventory.Contracts;
using Commerce.Ordering;

namespace Commerce.Simulation;

/// <summary>The field's known bugs, kept by name.</summary>
internal static class Scenarios
{
    private const string Sku = "SKU1";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("two-carts-last-unit", "Inventory locks the stock rows that it decides on", new Guards { StockIsLocked = false }, TwoCartsLastUnit),
        new("webhook-races-completion", "Payments lock the payment and take one answer per try", new Guards { PaymentsAreLocked = false }, WebhookRacesCompletion),
        new("two-tabs-one-cart", "a cart is ordered at the version that was read", new Guards { CartsHaveVersions = false }, TwoTabsOneCart),
        new("paid-after-stock-gone", "the process gives up a confirmed order whose hold could not be had again", new Guards { Process = IgnoreLateRejection }, PaidAfterStockGone),
    ];

    /// <exception cref="FormatException">There is none of that name.</exception>
    public static Scenario Find(string name) => All.FirstOrDefault(s => s.Name == name)
        ?? throw new FormatException($"The scenarios are {string.Join(", ", All.Select(s => s.Name))}.");

    // Two shoppers order the last unit at the same moment.
    private static void TwoCartsLastUnit(World world)
    {
        var crowd = Shop(world, stock: 1);
        for (var i = 0; i < 2; i++)
            crowd.Shopper(crowd.Cart(Crowd.Line(Sku, 1)), Card.Approved).BuysAfter(TimeSpan.Zero);
    }

    // The shopper comes back from the bank in the very moment in which the worker asks by itself.
    private static void WebhookRacesCompletion(World world)
    {
        var crowd = Shop(world, stock: 5);
        var shopper = crowd.Shopper(crowd.Cart(Crowd.Line(Sku, 1)), Card.Challenged);
        var order = shopper.BuysAfter(TimeSpan.Zero);
        shopper.MeetsTheBank(order, TimeSpan.FromSeconds(20), passes: true, comesBack: true);
        for (var milliseconds = 20_000; milliseconds < 23_000; milliseconds += 40)
        {
            world.Agenda.In(TimeSpan.FromMilliseconds(milliseconds), () =>
            {
                if (world.Payments.AnyReplica() is { } replica)
                    replica.Run(world.Payments.Confirm(replica, order));
            });
        }
    }

    // One cart, open in two tabs, ordered in both.
    private static void TwoTabsOneCart(World world)
    {
        var crowd = Shop(world, stock: 5);
        var shopper = crowd.Shopper(crowd.Cart(Crowd.Line(Sku, 1)), Card.Approved);
        shopper.BuysAfter(TimeSpan.Zero);
        shopper.BuysAfter(TimeSpan.Zero);
    }

    // The stock is held late and the payment comes later still: the hold ends, somebody else gets the unit, and only then does
    // Ordering hear of either.
    private static void PaidAfterStockGone(World world)
    {
        var crowd = Shop(world, stock: 1);
        world.Staff.Diligence = 0;
        var late = crowd.Shopper(crowd.Cart(Crowd.Line(Sku, 1)), Card.Challenged);
        var order = late.BuysAfter(TimeSpan.Zero);
        Away(world.Inventory, TimeSpan.Zero, TimeSpan.FromMinutes(6));
        late.MeetsTheBank(order, TimeSpan.FromMinutes(15.2), passes: true, comesBack: true);

        crowd.Shopper(crowd.Cart(Crowd.Line(Sku, 1)), Card.Approved).BuysAfter(TimeSpan.FromMinutes(14.8));
        Away(world.Inventory, TimeSpan.FromMinutes(14.7), TimeSpan.FromMinutes(15.1));
        Away(world.Ordering, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(15.8));
    }

    private static CheckoutDecision IgnoreLateRejection(object cause, CheckoutDecision decision) =>
        cause is StockRejectedV1 && decision.Before.Status == OrderStatus.Confirmed ? CheckoutDecision.Nothing(decision.Before) : decision;

    private static void Away(Service service, TimeSpan from, TimeSpan to) => service.World.Agenda.In(from, () =>
    {
        foreach (var replica in service.Replicas)
            replica.Crash("the whole service is away", to - from);
    });

    private static Crowd Shop(World world, int stock)
    {
        var crowd = new Crowd(world);
        crowd.Stock(Sku, "W1", 0, stock);
        return crowd;
    }
}
