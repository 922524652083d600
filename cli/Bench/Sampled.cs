namespace Commerce.Cli;

/// <summary>Percentiles of measured milliseconds.</summary>
internal sealed class Sampled(IEnumerable<double> milliseconds)
{
    private readonly double[] _sorted = [.. milliseconds.Order()];

    public int Count => _sorted.Length;

    public double At(double percentile) => _sorted.Length == 0 ? double.NaN : _sorted[Math.Min(_sorted.Length - 1, (int)(percentile / 100 * _sorted.Length))];

    public override string ToString() => $"p50 {At(50):F1} ms, p95 {At(95):F1} ms, p99 {At(99):F1} ms";
}
