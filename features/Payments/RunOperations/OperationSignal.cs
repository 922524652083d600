namespace Commerce.Payments;

/// <summary>Wakes this process's worker right after a commit that made work for it. Rings while it is awake fold into one.</summary>
internal sealed class OperationSignal : IDisposable
{
    private readonly SemaphoreSlim _rung = new(0, 1);
    private int _isRung;

    public void Ring()
    {
        if (Interlocked.Exchange(ref _isRung, 1) == 0)
            _rung.Release();
    }

    public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        if (await _rung.WaitAsync(atMost, ct))
            Volatile.Write(ref _isRung, 0);
    }

    public void Dispose() => _rung.Dispose();
}
