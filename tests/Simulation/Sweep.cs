using System.Collections.Concurrent;

namespace Commerce.Simulation;

/// <summary>Plays a world.</summary>
internal delegate SeedResult Play(long seed, Trouble without, int? shoppers);

/// <summary>Many seeds on every core.</summary>
internal sealed record Sweep(int Played, IReadOnlyList<SeedResult> Failures, IReadOnlyDictionary<string, long> Counts)
{
    private const int MostFailures = 50;

    public static Sweep Of(long from, int seeds, Play play)
    {
        var failures = new ConcurrentBag<SeedResult>();
        var counts = new ConcurrentDictionary<string, long>();
        var played = 0;
        Parallel.For(from, from + seeds, (seed, state) =>
        {
            var result = play(seed, Trouble.None, null);
            Interlocked.Increment(ref played);
            foreach (var (what, count) in result.World.Counts)
                counts.AddOrUpdate(what, count, (_, sum) => sum + count);
            if (result.IsGood)
                return;
            failures.Add(result);
            if (failures.Count >= MostFailures)
                state.Stop();
        });
        return new Sweep(played, [.. failures.OrderBy(f => f.Settings.Seed)], counts);
    }
}
