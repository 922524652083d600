using System.Diagnostics.Metrics;

namespace Commerce.Gateway;

/// <summary>What only the gateway can see.</summary>
internal sealed class GatewayMetrics : IDisposable
{
    public const string MeterName = "Commerce.Gateway";

    private readonly Meter _meter;
    private readonly Counter<long> _limited;
    private readonly Counter<long> _countedLocally;
    private readonly Counter<long> _upstreamFailures;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _circuitChanges;
    private readonly Counter<long> _rejectedTokens;

    public GatewayMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _limited = _meter.CreateCounter<long>("commerce.gateway.rate_limited", "{request}", "Requests refused by a rate limit.");
        _countedLocally = _meter.CreateCounter<long>(
            "commerce.gateway.rate_counted_locally", "{request}", "Requests counted by this instance alone because Redis was away.");
        _upstreamFailures = _meter.CreateCounter<long>(
            "commerce.gateway.upstream_failures", "{request}", "Requests that a service did not answer, by reason.");
        _retries = _meter.CreateCounter<long>("commerce.gateway.retries", "{request}", "Reads sent again after a failed connection.");
        _circuitChanges = _meter.CreateCounter<long>("commerce.gateway.circuit_changes", "{change}", "Circuits opened and closed.");
        _rejectedTokens = _meter.CreateCounter<long>("commerce.gateway.rejected_tokens", "{request}", "Requests with an invalid token.");
    }

    public void Limited(string limit) => _limited.Add(1, new KeyValuePair<string, object?>("limit", limit));

    public void CountedLocally(string limit) => _countedLocally.Add(1, new KeyValuePair<string, object?>("limit", limit));

    public void UpstreamFailed(string backend, string reason) => _upstreamFailures.Add(
        1, new KeyValuePair<string, object?>("backend", backend), new KeyValuePair<string, object?>("reason", reason));

    public void Retried(string backend) => _retries.Add(1, new KeyValuePair<string, object?>("backend", backend));

    public void CircuitChanged(string backend, string state) => _circuitChanges.Add(
        1, new KeyValuePair<string, object?>("backend", backend), new KeyValuePair<string, object?>("state", state));

    public void TokenRejected() => _rejectedTokens.Add(1);

    public void Dispose() => _meter.Dispose();
}
