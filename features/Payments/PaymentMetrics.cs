using System.Diagnostics.Metrics;

namespace Commerce.Payments;

/// <summary>How payments go, for <c>/metrics</c>.</summary>
internal sealed class PaymentMetrics
{
    private readonly Counter<long> _operations;
    private readonly Histogram<double> _calls;

    public PaymentMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Commerce.Payments");
        _operations = meter.CreateCounter<long>("payment_operations_total", description: "Operations that reached their end, by kind and outcome.");
        _calls = meter.CreateHistogram<double>("payment_provider_call_seconds", "s", "Calls to the provider, by kind and answer.");
    }

    public void Decided(IEnumerable<Decision> decisions)
    {
        foreach (var operation in decisions.Select(d => d.Operation).Where(o => o.State != OperationState.Pending))
            _operations.Add(1, new("kind", Names<OperationKind>.Of(operation.Kind)), new("outcome", Names<OperationState>.Of(operation.State)));
    }

    public void Called(ProviderCall call, ProviderAnswer answer, TimeSpan duration) =>
        _calls.Record(duration.TotalSeconds, new("call", call.GetType().Name), new("answer", answer.GetType().Name));
}
