using System.Text;

namespace Commerce.Kernel;

/// <summary>RFC 4648 base 32 without padding, as authenticator apps expect their secrets.</summary>
public static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int BitsPerLetter = 5;

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var next in bytes)
        {
            buffer = ((buffer << 8) | next) & 0xfff;
            bits += 8;
            for (; bits >= BitsPerLetter; bits -= BitsPerLetter)
                text.Append(Alphabet[(buffer >> (bits - BitsPerLetter)) & 31]);
        }

        return bits == 0 ? text.ToString() : text.Append(Alphabet[(buffer << (BitsPerLetter - bits)) & 31]).ToString();
    }
}
