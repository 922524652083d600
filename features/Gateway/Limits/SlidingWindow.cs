namespace Commerce.Gateway;

/// <summary>
/// A sliding-window counter: this window's count plus the share of the last window that still lies within reach.
/// Unlike a fixed window it never lets twice the limit through around a boundary, and it needs two numbers per caller.
/// The script in <see cref="RedisCounters"/> computes exactly the same; a test holds them against each other.
/// </summary>
internal struct SlidingWindow
{
    private long _slot;
    private int _current;
    private int _previous;

    /// <summary>Whether no request of this caller counts any more.</summary>
    public readonly bool IsStale(long nowMs, long windowMs) => nowMs / windowMs > _slot + 1;

    public RateVerdict Take(RateLimit limit, long nowMs)
    {
        var window = (long)limit.Window.TotalMilliseconds;
        Advance(nowMs / window);
        var elapsed = nowMs % window;
        var used = _current + _previous * (double)(window - elapsed) / window;

        if (used + 1 > limit.Permits)
            return new(false, 0, Seconds(WaitMs(limit.Permits, window, elapsed)));

        _current++;
        return new(true, (int)Math.Floor(limit.Permits - used - 1), Seconds(window - elapsed));
    }

    private void Advance(long slot)
    {
        if (slot == _slot)
            return;
        _previous = slot == _slot + 1 ? _current : 0;
        _current = 0;
        _slot = slot;
    }

    // When the last window's fading share leaves room for one request: still in this window if it can, else in the next one.
    private readonly double WaitMs(int permits, long window, long elapsed) => _current + 1 <= permits
        ? window * (1 - (double)(permits - _current - 1) / _previous) - elapsed
        : window - elapsed + window * (1 - (double)(permits - 1) / _current);

    private static int Seconds(double milliseconds) => Math.Max(1, (int)Math.Ceiling(milliseconds / 1000));
}
