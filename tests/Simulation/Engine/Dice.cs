namespace Commerce.Simulation;

/// <summary>Chance that a seed repeats exactly, on every machine and every runtime (SplitMix64).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Dice of their own for one concern, so that more throws there do not change what falls elsewhere.</summary>
    public static Dice For(long seed, string concern) => new(Mix((ulong)seed ^ Fnv.Of(concern)));

    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>0 ≤ result &lt; <paramref name="below"/>.</summary>
    public int Next(int below) => (int)(((UInt128)Next() * (uint)below) >> 64);

    /// <summary>Both ends included.</summary>
    public int Between(int low, int high) => low + Next(high - low + 1);

    public bool Percent(int chance) => Next(100) < chance;

    public bool Permille(int chance) => Next(1000) < chance;

    public TimeSpan Between(TimeSpan low, TimeSpan high) =>
        TimeSpan.FromMicroseconds((long)low.TotalMicroseconds + (long)(((UInt128)Next() * (ulong)(high - low).TotalMicroseconds) >> 64));

    public T Pick<T>(IReadOnlyList<T> from) => from[Next(from.Count)];

    public void Shuffle<T>(List<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    public Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Next());
        BitConverter.TryWriteBytes(bytes[8..], Next());
        return new Guid(bytes);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

/// <summary>A hash that is the same in every process, unlike that of strings.</summary>
internal static class Fnv
{
    public const ulong Start = 14695981039346656037;

    public static ulong Of(string text, ulong from = Start)
    {
        foreach (var c in text)
            from = (from ^ c) * 1099511628211;
        return from;
    }
}
