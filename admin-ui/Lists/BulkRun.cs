namespace Commerce.AdminUi;

/// <summary>How one item of a bulk action turned out.</summary>
/// <param name="Refusal">Why not, in the API's words; null when it is done.</param>
public sealed record BulkResult(string Key, string? Refusal)
{
    public bool IsDone => Refusal is null;
}

/// <summary>
/// One action on many things, a few at a time: each succeeds or is refused by itself, and all of it can be watched and stopped. Every item
/// keeps its idempotency key, so a second run after an interruption does nothing twice.
/// </summary>
public sealed class BulkRun(IReadOnlyList<string> keys, Func<string, Guid, CancellationToken, Task> act)
{
    private const int AtATime = 4;

    private readonly Dictionary<string, Guid> _idempotencyKeys = keys.ToDictionary(key => key, _ => Guid.CreateVersion7());
    private readonly Dictionary<string, BulkResult> _results = [];
    private readonly Lock _gate = new();

    public event Action? Progressed;

    public int Count => keys.Count;

    public bool IsRunning { get; private set; }

    public IReadOnlyList<BulkResult> Results
    {
        get
        {
            lock (_gate)
                return [.. keys.Where(_results.ContainsKey).Select(key => _results[key])];
        }
    }

    public int DoneCount => Results.Count(r => r.IsDone);

    public IReadOnlyList<BulkResult> Refused => [.. Results.Where(r => !r.IsDone)];

    /// <summary>Runs what is not done yet.</summary>
    /// <exception cref="SessionEndedException">The person has to sign in again; what was done is done.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        IsRunning = true;
        try
        {
            var open = keys.Except(Results.Where(r => r.IsDone).Select(r => r.Key)).ToArray();
            await Parallel.ForEachAsync(open, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = ct }, RunOneAsync);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // stopped by the person: the rest is left as it was
        }
        finally
        {
            IsRunning = false;
            Progressed?.Invoke();
        }
    }

    // An item that has begun is finished: half a call would leave nobody knowing.
    private async ValueTask RunOneAsync(string key, CancellationToken ct)
    {
        string? refusal = null;
        try
        {
            await act(key, _idempotencyKeys[key], CancellationToken.None);
        }
        catch (GatewayException e)
        {
            refusal = e.Problem.Detail;
        }

        lock (_gate)
            _results[key] = new(key, refusal);
        Progressed?.Invoke();
    }
}
