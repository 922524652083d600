namespace Commerce.Testing;

/// <summary>A clock that begins now and moves only when a test moves it. Timers and delays still run by the real one.</summary>
public sealed class ManualClock : TimeProvider
{
    private long _ticks = System.GetUtcNow().UtcTicks;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
}
