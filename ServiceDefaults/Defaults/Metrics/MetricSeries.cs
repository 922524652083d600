namespace Commerce.Defaults;

/// <summary>One time series: a number, or a histogram's buckets.</summary>
/// <param name="labels">As they are written: <c>method="GET",status="200"</c>.</param>
internal sealed class MetricSeries(string labels, double[]? bounds)
{
    private readonly long[] _buckets = bounds is null ? [] : new long[bounds.Length + 1];
    private double _value;

    public string Labels { get; } = labels;

    /// <summary>The number; for a histogram the sum of what was recorded.</summary>
    public double Value => Volatile.Read(ref _value);

    /// <summary>A histogram's counts, not cumulative; the last is for what lies above every bound.</summary>
    public long[] Buckets => Array.ConvertAll(_buckets, b => b);

    public void Add(double amount)
    {
        double before, after;
        do
        {
            before = Volatile.Read(ref _value);
            after = before + amount;
        }
        while (Interlocked.CompareExchange(ref _value, after, before) != before);
    }

    public void Set(double value) => Volatile.Write(ref _value, value);

    public void Record(double value)
    {
        var bucket = Array.BinarySearch(bounds!, value);
        Interlocked.Increment(ref _buckets[bucket < 0 ? ~bucket : bucket]);
        Add(value);
    }
}
