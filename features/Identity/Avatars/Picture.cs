using System.Buffers.Binary;

namespace Commerce.Identity;

/// <summary>What a picture's own bytes say it is: its kind and size. What they do not say plainly is no picture.</summary>
internal sealed record Picture(string MediaType, int Width, int Height)
{
    public const int MaxBytes = 1024 * 1024;
    public const int MaxSide = 4096;

    private static ReadOnlySpan<byte> PngMark => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    public bool HasFairSize => Width is > 0 and <= MaxSide && Height is > 0 and <= MaxSide;

    public static Picture? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(PngMark))
            return ReadPng(bytes);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]))
            return ReadJpeg(bytes);
        return bytes.Length >= 30 && bytes[..4].SequenceEqual("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8) ? ReadWebP(bytes) : null;
    }

    private static Picture? ReadPng(ReadOnlySpan<byte> bytes) => bytes.Length >= 33 && bytes[12..16].SequenceEqual("IHDR"u8)
        ? new("image/png", BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..]))
        : null;

    // From segment to segment, until the one that starts a frame: it knows the size.
    private static Picture? ReadJpeg(ReadOnlySpan<byte> bytes)
    {
        var at = 2;
        while (at + 9 < bytes.Length && bytes[at] == 0xff)
        {
            var marker = bytes[at + 1];
            if (marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
                return new("image/jpeg", BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]));
            at += marker == 0xff ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }

        return null;
    }

    private static Picture? ReadWebP(ReadOnlySpan<byte> bytes)
    {
        var chunk = bytes[12..16];
        if (chunk.SequenceEqual("VP8X"u8))
            return new("image/webp", 1 + Int24(bytes[24..]), 1 + Int24(bytes[27..]));
        if (chunk.SequenceEqual("VP8L"u8) && bytes[20] == 0x2f)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(bytes[21..]);
            return new("image/webp", 1 + (int)(bits & 0x3fff), 1 + (int)((bits >> 14) & 0x3fff));
        }

        return chunk.SequenceEqual("VP8 "u8) && bytes[23..26].SequenceEqual((ReadOnlySpan<byte>)[0x9d, 0x01, 0x2a])
            ? new("image/webp", BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..]) & 0x3fff, BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]) & 0x3fff)
            : null;
    }

    private static int Int24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
