using System.Diagnostics.Metrics;
using Commerce.Data;

namespace Commerce.Inventory;

/// <summary>What became of reservations, as the business counts it.</summary>
internal static class InventoryMetrics
{
    private static readonly Meter s_meter = new("Commerce.Inventory");
    private static readonly Counter<long> s_decided = s_meter.CreateCounter<long>(
        "inventory.reservations", "{order}", "Orders decided on, by outcome");

    private static readonly Counter<long> s_ended = s_meter.CreateCounter<long>(
        "inventory.reservations.ended", "{order}", "Reservations that no longer hold stock, by status");

    private static readonly Counter<long> s_shipped = s_meter.CreateCounter<long>("inventory.shipments", "{shipment}", "Shipments taken off stock");

    public static void CountDecided(Session session, IEnumerable<Reservation> decided)
    {
        foreach (var outcome in decided.GroupBy(r => r.Status == ReservationStatus.Held ? "reserved" : r.Reason))
            Count(session, s_decided, outcome.Count(), new KeyValuePair<string, object?>("outcome", outcome.Key));
    }

    public static void CountEnded(Session session, ReservationStatus status, int count) =>
        Count(session, s_ended, count, new KeyValuePair<string, object?>("status", status.ToString().ToLowerInvariant()));

    public static void CountShipped(Session session, int count) => Count(session, s_shipped, count);

    private static void Count(Session session, Counter<long> counter, int count, params KeyValuePair<string, object?>[] tags)
    {
        if (count > 0)
            session.WhenCommitted(() => counter.Add(count, tags));
    }
}
