using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Commerce.EventStore;

internal static class ProjectionMetrics
{
    private static readonly Meter Meter = new("Commerce.EventStore");
    private static readonly ConcurrentDictionary<string, long> Lags = new(StringComparer.Ordinal);

    public static readonly Counter<long> Projected = Meter.CreateCounter<long>("projection_events_total");

    public static readonly Counter<long> Poison = Meter.CreateCounter<long>("projection_poison_events_total");

    public static readonly Counter<long> Rebuilt = Meter.CreateCounter<long>("projection_rebuilt_events_total");

    static ProjectionMetrics() => Meter.CreateObservableGauge(
        "projection_lag_positions", () => Lags.Select(l => new Measurement<long>(l.Value, Tag(l.Key))), description: "How far this leader is behind the newest event.");

    public static KeyValuePair<string, object?> Tag(string projection) => new("projection", projection);

    public static void Behind(string projection, long positions) => Lags[projection] = positions;

    /// <summary>Only the leader knows.</summary>
    public static void NotLeading(string projection) => Lags.TryRemove(projection, out _);
}
