using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Commerce.Defaults;

/// <summary>All series of one instrument.</summary>
internal sealed class MetricFamily
{
    // A tag with too many values must not eat the process: what comes after these is summed up in one series.
    private const int MaxSeries = 1_000;
    private const string Overflow = "otel_metric_overflow=\"true\"";

    private static readonly double[] s_seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    private static readonly double[] s_counts = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000];

    private readonly ConcurrentDictionary<Tags, MetricSeries> _byTags = new(new Tags.Comparer());
    private readonly ConcurrentDictionary<string, MetricSeries> _byLabels = new(StringComparer.Ordinal);
    private readonly bool _observed;

    public MetricFamily(Instrument instrument)
    {
        var generic = instrument.GetType().GetGenericTypeDefinition();
        _observed = instrument.IsObservable;
        Kind = generic == typeof(Counter<>) || generic == typeof(ObservableCounter<>) ? MetricKind.Counter
            : generic == typeof(Histogram<>) ? MetricKind.Histogram
            : generic == typeof(UpDownCounter<>) || generic == typeof(ObservableUpDownCounter<>) ? MetricKind.Sum
            : MetricKind.Gauge;
        Name = PrometheusNames.Of(instrument.Name, instrument.Unit, Kind);
        Help = instrument.Description ?? instrument.Name;
        Bounds = Kind is MetricKind.Histogram ? BoundsOf(instrument) : null;
    }

    public string Name { get; }

    public string Help { get; }

    public MetricKind Kind { get; }

    public double[]? Bounds { get; }

    public IEnumerable<MetricSeries> Series => _byLabels.Values.OrderBy(s => s.Labels, StringComparer.Ordinal);

    public void Measure(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var lookup = _byTags.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        if (!lookup.TryGetValue(tags, out var series))
            series = Create(tags);
        switch (Kind)
        {
            case MetricKind.Histogram:
                series.Record(value);
                break;
            case MetricKind.Gauge:
                series.Set(value);
                break;
            default:
                series.Add(value);
                break;
        }
    }

    /// <summary>Observed values are told anew with each scrape; a series nobody tells any more is gone.</summary>
    public void BeginScrape()
    {
        if (!_observed)
            return;
        _byTags.Clear();
        _byLabels.Clear();
    }

    private MetricSeries Create(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_byLabels.Count >= MaxSeries)
            return _byLabels.GetOrAdd(Overflow, labels => new MetricSeries(labels, Bounds));
        // The same tags in another order are the same series.
        var series = _byLabels.GetOrAdd(PrometheusNames.Labels(tags), labels => new MetricSeries(labels, Bounds));
        return _byTags.GetOrAdd(new Tags(tags.ToArray()), series);
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised],
        { Unit: "s" } => s_seconds,
        _ => s_counts,
    };
}

/// <summary>How measurements of an instrument add up. A sum may fall, a counter not.</summary>
internal enum MetricKind
{
    Counter,
    Sum,
    Gauge,
    Histogram,
}
