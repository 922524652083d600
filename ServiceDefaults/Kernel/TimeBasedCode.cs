using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Commerce.Kernel;

/// <summary>The six digits that an authenticator app shows for a secret: RFC 6238 with HMAC-SHA-1 and steps of 30 seconds, as all apps do.</summary>
public static class TimeBasedCode
{
    public const int Digits = 6;

    public static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    /// <summary>The step that a moment falls into.</summary>
    public static long StepAt(DateTimeOffset moment) => moment.ToUnixTimeSeconds() / (long)Period.TotalSeconds;

    /// <summary>The code of one step.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 6238's own choice; HMAC does not rest on what is broken about SHA-1.")]
    public static string Of(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, mac);
        var truncated = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[^1] & 0xf)..]) & int.MaxValue;
        return (truncated % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
