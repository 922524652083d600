namespace Commerce.AdminUi;

/// <summary>One thing that differs between two moments; null where it was not there.</summary>
public sealed record Difference(string What, string? Before, string? After);

/// <summary>What differs between an order at two moments, in the words of its page.</summary>
internal static class OrderDiff
{
    public static IReadOnlyList<Difference> Between(OrderDetails before, OrderDetails after, PersonFormat format)
    {
        var (old, now) = (Facts(before, format), Facts(after, format));
        return
        [
            .. old.Keys.Union(now.Keys)
                .Select(what => new Difference(what, old.GetValueOrDefault(what), now.GetValueOrDefault(what)))
                .Where(difference => difference.Before != difference.After),
        ];
    }

    private static Dictionary<string, string> Facts(OrderDetails order, PersonFormat format)
    {
        var facts = new Dictionary<string, string>
        {
            ["Status"] = OrderWords.Status(order.Status),
            ["Total"] = format.Money(order.Total),
            ["Collected"] = format.Money(order.Captured),
        };
        foreach (var line in order.Lines)
            facts[$"Item {line.Sku}"] = $"{format.Number(line.Quantity)} × {format.Money(line.UnitPrice)}";
        foreach (var parcel in order.Shipments)
        {
            var name = $"Shipment {ShortId.Of(parcel.ShipmentId)} from {parcel.Warehouse}";
            facts[name] = string.Join(", ", parcel.Lines.Select(l => $"{format.Number(l.Quantity)} × {l.Sku}"));
            facts[$"{name}, state"] = OrderWords.Plain(parcel.Status);
            if (parcel.TrackingNumber is { } tracking)
                facts[$"{name}, tracking number"] = tracking;
        }

        if (order.PaymentActionUrl is not null)
            facts["The bank asks the customer"] = "yes";
        if (order.Cancellation is { } end)
            facts["Cancelled"] = $"{OrderWords.Reason(end.Reason)}: {end.Detail}";
        return facts;
    }
}
