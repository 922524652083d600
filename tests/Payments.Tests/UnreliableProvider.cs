using System.Collections.Concurrent;

namespace Commerce.Payments;

/// <summary>The real adapter, with faults between the provider and us where a test asks for them.</summary>
internal sealed class UnreliableProvider(IPaymentProvider inner) : IPaymentProvider
{
    private readonly ConcurrentDictionary<string, Func<ProviderAnswer, CancellationToken, Task<ProviderAnswer>>> _afterCall = new();
    private readonly ConcurrentDictionary<string, Func<Task>> _beforeCall = new();
    private readonly ConcurrentQueue<(string What, string Key)> _calls = [];

    public string Name => inner.Name;

    /// <summary>The next call of this kind and key reaches the provider, but its answer is what the test makes of it.</summary>
    public void AfterNextCall(string key, string what, Func<ProviderAnswer, CancellationToken, Task<ProviderAnswer>> fault) =>
        _afterCall[what + key] = fault;

    /// <summary>The next call of this kind and key waits for this before it goes out.</summary>
    public void BeforeNextCall(string key, string what, Func<Task> wait) => _beforeCall[what + key] = wait;

    public IReadOnlyList<string> CallsWith(string key) => [.. _calls.Where(c => c.Key == key).Select(c => c.What)];

    public async Task<ProviderAnswer> CallAsync(ProviderCall call, CancellationToken ct)
    {
        var what = call.GetType().Name;
        _calls.Enqueue((what, call.Key));
        if (_beforeCall.TryRemove(what + call.Key, out var wait))
            await wait();
        var answer = await inner.CallAsync(call, ct);
        return _afterCall.TryRemove(what + call.Key, out var fault) ? await fault(answer, ct) : answer;
    }

    public Task<ProviderAnswer> FindAsync(ProviderCall call, CancellationToken ct)
    {
        _calls.Enqueue(("Find", call.Key));
        return inner.FindAsync(call, ct);
    }
}
