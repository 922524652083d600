namespace Commerce.AppHost.Hosting;

/// <summary>How long to wait before the next start: doubling, capped, and spread so that services do not return in step.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <param name="failures">Starts in a row that failed, from 1.</param>
    /// <param name="luck">A random number from 0 to 1.</param>
    public static TimeSpan Delay(int failures, double luck)
    {
        var doubled = First.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 10) - 1);
        return TimeSpan.FromMilliseconds(Math.Min(doubled, Longest.TotalMilliseconds) * (0.5 + (luck / 2)));
    }
}
