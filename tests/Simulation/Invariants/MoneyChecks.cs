using Commerce.Ordering;
using Commerce.Payments;

namespace Commerce.Simulation;

/// <summary>Money: charged at most once, never more than authorised, given back for what did not happen, and our books are the provider's.</summary>
internal static class MoneyChecks
{
    public static IEnumerable<string> Find(World world) =>
        world.Ordering.Streams.Entries.Select(e => world.Ordering.Find(e.Key)!).SelectMany(o => Order(world, o)).Concat(Books(world));

    private static IEnumerable<string> Order(World world, Order order)
    {
        var name = world.Trace.NameOf(order.Id);
        var charges = world.Provider.Charges.Where(c => c.Reference == order.Id.ToString("N") && (c.Status == "authorized" || c.Captured > 0)).ToArray();
        if (charges.Length > 1)
            yield return $"{name}: charged {charges.Length} times";
        if (charges.Any(c => c.Captured > c.Amount || c.Refunded > c.Captured))
            yield return $"{name}: more captured than authorised, or more refunded than captured";

        if (world.Provider.Charges.Any(c => c.Reference == order.Id.ToString("N") && c.Status == "expired"))
        {
            if (order.CapturedMinorUnits != 0 || order.Shipments.Any(s => s.IsDispatched && s.Settlement is null))
                yield return $"{name}: its authorisation expired, but {order.CapturedMinorUnits} were captured, or a parcel's money is nobody's";
            yield break;
        }

        var money = charges.Sum(c => c.Amount - c.Refunded);
        var isSold = order.Status is OrderStatus.Confirmed or OrderStatus.PartiallyShipped or OrderStatus.Shipped or OrderStatus.Completed;
        if (isSold != money > 0)
            yield return $"{name}: {order.Status}, the provider has {money}";
        if (isSold && money != order.Total.MinorUnits)
            yield return $"{name}: costs {order.Total.MinorUnits}, the provider has {money}";
        var captured = charges.Sum(c => c.Captured);
        if (captured != order.CapturedMinorUnits)
            yield return $"{name}: says that {order.CapturedMinorUnits} were captured, the provider took {captured}";
        if (order.Status == OrderStatus.Completed && captured != order.Total.MinorUnits)
            yield return $"{name}: completed with {captured} of {order.Total.MinorUnits} captured";
    }

    private static IEnumerable<string> Books(World world)
    {
        foreach (var payment in world.Payments.Payments.Rows)
        {
            var name = world.Trace.NameOf(payment.OrderId);
            var isWithin = payment is { Authorized: >= 0, Capturing: >= 0, Captured: >= 0, Refunded: >= 0 }
                && payment.Authorized <= payment.Amount && payment.Captured + payment.Capturing <= payment.Authorized && payment.Refunded <= payment.Captured;
            if (!isWithin || payment.Capturing != 0 || payment.Refunding != 0)
                yield return $"{name}: its payment does not add up: {payment}";
            var lines = world.Payments.Ledger.Where(t => t.OrderId == payment.OrderId).SelectMany(t => t.Lines).ToArray();
            var charge = world.Provider.Charges.FirstOrDefault(c => c.Key == payment.ProviderReference);
            var held = charge?.Status == "authorized" ? charge.Amount - charge.Captured : 0;
            // What the provider let go by itself stays in our books until the order is over.
            var mayBeGone = charge?.Status == "expired" && world.Ordering.Find(payment.OrderId) is { IsFinished: false };
            if (lines.Where(l => l.Account == Account.AuthorizedHolds).Sum(l => l.Debit - l.Credit) is var booked && booked != held && !mayBeGone)
                yield return $"{name}: {booked} booked as held, the provider holds {held}";
            if (lines.Where(l => l.Account == Account.Sales).Sum(l => l.Credit) is var sales && sales != (charge?.Captured ?? 0))
                yield return $"{name}: {sales} booked as sold, the provider took {charge?.Captured}";
        }

        foreach (var operation in world.Payments.Operations.Rows.Where(o => o.State == OperationState.Pending))
            yield return $"{world.Trace.NameOf(operation.OrderId)}: its {operation.Kind} is still pending";
    }
}
