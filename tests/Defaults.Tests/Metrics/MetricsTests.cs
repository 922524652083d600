using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Commerce.Defaults.Tests;

public sealed partial class MetricsTests(SampleService service) : IClassFixture<SampleService>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_OfARunningService_Parse()
    {
        using var client = service.CreateClient(Guid.CreateVersion7());
        for (var i = 0; i < 3; i++)
            await client.GetAsync(new Uri("/api/v1/notes", UriKind.Relative), Stop);
        var answer = await client.GetAsync(new Uri("/metrics", UriKind.Relative), Stop);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());

        var samples = Parse(await answer.Content.ReadAsStringAsync(Stop));
        Assert.Contains(samples, s => s.Name == "target_info" && s.Labels == "service_name=\"sample\"");
        var requests = Assert.Single(samples, s => s.Name == "http_server_request_duration_seconds_count"
            && s.Labels.Contains("http_route=\"/api/v1/notes\"", StringComparison.Ordinal)
            && s.Labels.Contains("http_response_status_code=\"200\"", StringComparison.Ordinal));
        Assert.True(requests.Value >= 3);
        Assert.Contains(samples, s => s.Name == "dotnet_process_memory_working_set_bytes" && s.Value > 1_000_000);
        Assert.Contains(samples, s => s.Name.StartsWith("db_client_", StringComparison.Ordinal) && s.Labels.Contains("=\"sampledb\"", StringComparison.Ordinal));
        Assert.Contains(samples, s => s.Name.StartsWith("kestrel_", StringComparison.Ordinal));
    }

    [Fact]
    public void Instruments_OfEveryKind_AreWrittenAsPrometheusWantsThem()
    {
        using var meter = new Meter("Commerce.MetricsTests");
        using var metrics = new PrometheusMetrics(new ServiceIdentity("x"));
        var level = 5;
        meter.CreateCounter<long>("orders.created", "{order}", "Orders.").Add(2, new("currency", "EUR"), new("channel", "web\"\\\n"));
        meter.CreateCounter<double>("test.revenue", null, "Money\nin.").Add(12.5);
        meter.CreateUpDownCounter<int>("test.open").Add(-3);
        meter.CreateGauge<double>("test.ratio").Record(0.25);
        meter.CreateObservableGauge("test.level", () => level, "By");
        meter.CreateObservableCounter("test.seen", () => new Measurement<long>(9, new KeyValuePair<string, object?>("a", 1)));
        var duration = meter.CreateHistogram("test.duration", "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2] });
        foreach (var seconds in new[] { 0.5, 1, 1.5, 99 })
            duration.Record(seconds);

        metrics.Scrape();
        var samples = Parse(metrics.Scrape()).ToDictionary(s => (s.Name, s.Labels), s => s.Value);
        Assert.Equal(2, samples[("orders_created_total", "channel=\"web\\\"\\\\\\n\",currency=\"EUR\"")]);
        Assert.Equal(12.5, samples[("test_revenue_total", "")]);
        Assert.Equal(-3, samples[("test_open", "")]);
        Assert.Equal(0.25, samples[("test_ratio", "")]);
        Assert.Equal(5, samples[("test_level_bytes", "")]);
        Assert.Equal(9, samples[("test_seen_total", "a=\"1\"")]);
        Assert.Equal(2, samples[("test_duration_seconds_bucket", "le=\"1\"")]);
        Assert.Equal(3, samples[("test_duration_seconds_bucket", "le=\"2\"")]);
        Assert.Equal(4, samples[("test_duration_seconds_bucket", "le=\"+Inf\"")]);
        Assert.Equal(4, samples[("test_duration_seconds_count", "")]);
        Assert.Equal(102, samples[("test_duration_seconds_sum", "")]);
    }

    [Fact]
    public void Tags_InAnotherOrder_AreTheSameSeries()
    {
        using var meter = new Meter("Commerce.MetricsTests");
        using var metrics = new PrometheusMetrics(new ServiceIdentity("x"));
        var counter = meter.CreateCounter<long>("test.order");
        counter.Add(1, new("a", 1), new("b", 2));
        counter.Add(1, new("b", 2), new("a", 1));
        Assert.Equal(2, Assert.Single(Parse(metrics.Scrape()), s => s.Name == "test_order_total").Value);
    }

    [Fact]
    public void Tag_WithTooManyValues_EndsInOneSeries()
    {
        using var meter = new Meter("Commerce.MetricsTests");
        using var metrics = new PrometheusMetrics(new ServiceIdentity("x"));
        var counter = meter.CreateCounter<long>("test.many");
        for (var i = 0; i < 1_500; i++)
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        var samples = Parse(metrics.Scrape()).Where(s => s.Name == "test_many_total").ToList();
        Assert.Equal(1_001, samples.Count);
        Assert.Equal(1_500, samples.Sum(s => s.Value));
    }

    [Fact]
    public async Task Counter_FromManyThreads_LosesNothing()
    {
        using var meter = new Meter("Commerce.MetricsTests");
        using var metrics = new PrometheusMetrics(new ServiceIdentity("x"));
        var counter = meter.CreateCounter<long>("test.threads");
        var histogram = meter.CreateHistogram<double>("test.thread.time", "s");
        using var together = new Barrier(2);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait(Stop);
                for (var i = 0; i < 500_000; i++)
                {
                    counter.Add(1);
                    histogram.Record(0.5);
                }
            },
            Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        var samples = Parse(metrics.Scrape());
        Assert.Equal(1_000_000, Assert.Single(samples, s => s.Name == "test_threads_total").Value);
        Assert.Equal(500_000, Assert.Single(samples, s => s.Name == "test_thread_time_seconds_sum").Value);
        Assert.Equal(1_000_000, Assert.Single(samples, s => s.Name == "test_thread_time_seconds_count").Value);
    }

    // Prometheus' own rules: each line well-formed, a family in one block behind its TYPE, no series twice, buckets that only rise.
    private static List<(string Name, string Labels, double Value)> Parse(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var samples = new List<(string Name, string Labels, double Value)>();
        var families = new HashSet<string>();
        var family = "";
        var bucket = (Series: "", Count: 0.0);
        foreach (var line in text.Split('\n')[..^1])
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
                continue;
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                family = line.Split(' ')[2];
                Assert.True(families.Add(family), $"{family} appears twice");
                continue;
            }

            var match = Sample().Match(line);
            Assert.True(match.Success, line);
            var sample = (Name: match.Groups["name"].Value, Labels: match.Groups["labels"].Value,
                Value: double.Parse(match.Groups["value"].Value.Replace("+Inf", "∞", StringComparison.Ordinal), CultureInfo.InvariantCulture));
            Assert.StartsWith(family, sample.Name, StringComparison.Ordinal);
            if (sample.Name.EndsWith("_bucket", StringComparison.Ordinal))
            {
                var series = Bound().Replace(sample.Labels, "");
                Assert.True(bucket.Series != sample.Name + series || bucket.Count <= sample.Value, line);
                bucket = (sample.Name + series, sample.Value);
            }

            samples.Add(sample);
        }

        Assert.Equal(samples.Count, samples.Select(s => (s.Name, s.Labels)).Distinct().Count());
        Assert.NotEmpty(samples);
        return samples;
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\["\\n])*"(,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\["\\n])*")*)\})? (?<value>\S+)$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Sample();

    [GeneratedRegex("""(^|,)le="[^"]*"$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Bound();
}
