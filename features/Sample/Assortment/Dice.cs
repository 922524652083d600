using System.Security.Cryptography;
using System.Text;

namespace Commerce.Sample;

/// <summary>
/// Chance that is the same on every machine and with every version of the runtime: SplitMix64, seeded by a name. Each product throws
/// its own dice, so changing one leaves the others as they are.
/// </summary>
internal sealed class Dice(string name)
{
    private ulong _state = BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public int Below(int limit) => (int)(Next() % (ulong)limit);

    /// <summary>0 up to, but not including, 1.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Around 0, mostly within ±1 (Irwin–Hall, so no logarithm whose last digit could differ between machines).</summary>
    public double Bell()
    {
        var sum = 0.0;
        for (var i = 0; i < 12; i++)
            sum += Share();
        return sum - 6;
    }

    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    /// <summary>So many different ones, in a new order.</summary>
    public List<T> Some<T>(IReadOnlyList<T> from, int count)
    {
        var rest = from.ToList();
        var some = new List<T>(count);
        while (some.Count < count && rest.Count > 0)
        {
            var index = Below(rest.Count);
            some.Add(rest[index]);
            rest.RemoveAt(index);
        }

        return some;
    }

    /// <summary>A UUIDv7 of this moment whose other bits are chance as well.</summary>
    public Guid Id(DateTimeOffset moment)
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Next());
        BitConverter.TryWriteBytes(bytes[8..], Next());
        var milliseconds = moment.ToUnixTimeMilliseconds();
        for (var i = 0; i < 6; i++)
            bytes[i] = (byte)(milliseconds >> (8 * (5 - i)));
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
