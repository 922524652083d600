using Commerce.Ordering;

namespace Commerce.Simulation;

/// <summary>Histories, read models, processes: every order is settled, and nothing waits for ever.</summary>
internal static class OrderChecks
{
    public static IEnumerable<string> Find(World world)
    {
        var ordering = world.Ordering;
        foreach (var (id, stream) in ordering.Streams.Entries)
        {
            var name = world.Trace.NameOf(id);
            var order = Order.From(stream)!;
            if (!stream.Select(e => e.Version).SequenceEqual(Enumerable.Range(1, stream.Length)))
                yield return $"{name}: its versions are {string.Join(", ", stream.Select(e => e.Version))}";
            if (ordering.Summaries[id] is not { } row || row != new SummaryRow(order.Status, order.Version))
                yield return $"{name}: the list shows {ordering.Summaries[id]}, its events say {order.Status} at {order.Version}";
            if (order.Status is OrderStatus.Placed or OrderStatus.StockReserved or OrderStatus.PaymentActionRequired or OrderStatus.Shipped)
                yield return $"{name}: still {order.Status}";
            if (order.Status == OrderStatus.Cancelled && !order.IsCompensated)
                yield return $"{name}: cancelled, but its stock is {order.Stock} and its payment {order.Payment}";
            if (ordering.Checkouts[id] is not { } checkout || checkout.Deadline is not null || checkout.Step != Checkout.StepOf(order))
                yield return $"{name}: its process is {ordering.Checkouts[id]}, the order {order.Status}";
            if (ordering.Carts[order.CartId]!.OrderId != id)
                yield return $"{name}: its cart belongs to {ordering.Carts[order.CartId]!.OrderId}";
        }

        foreach (var cart in ordering.Carts.Rows.Where(c => c.Status == CartStatus.Ordered && ordering.Streams[c.OrderId!.Value] is null))
            yield return $"cart {world.Trace.NameOf(cart.Id)}: ordered, but there is no order";
        foreach (var cart in ordering.Streams.Entries.Select(e => Order.From(e.Value)!).GroupBy(o => o.CartId).Where(g => g.Count() > 1))
            yield return $"cart {world.Trace.NameOf(cart.Key)}: ordered {cart.Count()} times";
    }
}
