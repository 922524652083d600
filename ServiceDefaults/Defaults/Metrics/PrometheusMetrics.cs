using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Commerce.Defaults;

/// <summary>
/// Gathers what the meters of .NET, Npgsql and Commerce measure and writes it in Prometheus' text format. Stands in for
/// OpenTelemetry.Exporter.Prometheus.AspNetCore where that package does not restore.
/// </summary>
internal sealed class PrometheusMetrics : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly ConcurrentDictionary<(string Meter, string Instrument), MetricFamily> _families = new();
    private readonly Lock _scrape = new();
    private readonly MeterListener _listener = new();
    private readonly string _service;

    public PrometheusMetrics(ServiceIdentity service)
    {
        _service = service.Name;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (TelemetrySources.IsMeasured(instrument.Meter.Name))
                listener.EnableMeasurementEvents(instrument, FamilyOf(instrument));
        };
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, family) => ((MetricFamily)family!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, family) => ((MetricFamily)family!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, family) => ((MetricFamily)family!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, family) => ((MetricFamily)family!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, family) => ((MetricFamily)family!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, family) => ((MetricFamily)family!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, family) => ((MetricFamily)family!).Measure((double)value, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>Everything as of now.</summary>
    public string Scrape()
    {
        lock (_scrape)
        {
            foreach (var family in _families.Values)
                family.BeginScrape();
            _listener.RecordObservableInstruments();

            var text = new StringBuilder(16 * 1024);
            text.Append("# HELP target_info The service that measures.\n# TYPE target_info gauge\n")
                .Append(CultureInfo.InvariantCulture, $"target_info{{service_name=\"{PrometheusNames.Escape(_service)}\"}} 1\n");
            var written = new HashSet<string>(StringComparer.Ordinal);
            foreach (var family in _families.Values.OrderBy(f => f.Name, StringComparer.Ordinal))
                if (written.Add(family.Name))
                    Write(text, family);
            return text.ToString();
        }
    }

    private MetricFamily FamilyOf(Instrument instrument) =>
        _families.GetOrAdd((instrument.Meter.Name, instrument.Name), static (_, i) => new MetricFamily(i), instrument);

    private static void Write(StringBuilder text, MetricFamily family)
    {
        var series = family.Series.ToList();
        if (series.Count == 0)
            return;
        var type = family.Kind switch { MetricKind.Counter => "counter", MetricKind.Histogram => "histogram", _ => "gauge" };
        text.Append(CultureInfo.InvariantCulture, $"# HELP {family.Name} {PrometheusNames.EscapeHelp(family.Help)}\n# TYPE {family.Name} {type}\n");
        foreach (var one in series)
            if (family.Bounds is { } bounds)
                WriteHistogram(text, family.Name, one, bounds);
            else
                text.Append(CultureInfo.InvariantCulture, $"{family.Name}{Braced(one.Labels)} {Number(one.Value)}\n");
    }

    private static void WriteHistogram(StringBuilder text, string name, MetricSeries series, double[] bounds)
    {
        var prefix = series.Labels.Length == 0 ? string.Empty : series.Labels + ",";
        var buckets = series.Buckets;
        var count = 0L;
        for (var i = 0; i < buckets.Length; i++)
        {
            count += buckets[i];
            var bound = i < bounds.Length ? Number(bounds[i]) : "+Inf";
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{prefix}le=\"{bound}\"}} {count}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{name}_sum{Braced(series.Labels)} {Number(series.Value)}\n{name}_count{Braced(series.Labels)} {count}\n");
    }

    private static string Braced(string labels) => labels.Length == 0 ? string.Empty : $"{{{labels}}}";

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
