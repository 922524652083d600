namespace Commerce.Messaging;

/// <summary>Exponential delays with full jitter, so that competitors do not meet again.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    public static Task DelayAsync(int attempt, TimeProvider clock, CancellationToken ct)
    {
        var ceiling = Math.Min(Longest.TotalMilliseconds, First.TotalMilliseconds * Math.Pow(2, attempt - 1));
#pragma warning disable CA5394 // Jitter is no secret.
        return Task.Delay(TimeSpan.FromMilliseconds(1 + (Random.Shared.NextDouble() * ceiling)), clock, ct);
#pragma warning restore CA5394
    }
}
