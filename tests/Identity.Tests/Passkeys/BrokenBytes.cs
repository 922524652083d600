using System.Buffers.Text;
using System.Text;

namespace Commerce.Identity;

/// <summary>Bytes that are not what they should be, in every way that a parser may stumble over.</summary>
internal static class BrokenBytes
{
    /// <summary>Each field with each thing that is done to what it holds.</summary>
    public static IEnumerable<(string Field, Func<string, string> Break)> Of(params string[] fields) =>
        from field in fields
        from broken in s_ways
        select (field, (Func<string, string>)(text => Base64Url.EncodeToString(broken(Base64Url.DecodeFromChars(text)))));

    private static readonly Func<byte[], byte[]>[] s_ways =
    [
        _ => [0],
        _ => [0xff],
        _ => Encoding.UTF8.GetBytes("null"),
        _ => Encoding.UTF8.GetBytes("{}"),
        _ => Encoding.UTF8.GetBytes("""{"type":"webauthn.get","challenge":null,"origin":null}"""),
        _ => Encoding.UTF8.GetBytes($$"""{"type":{{new string('[', 200)}}"""),
        _ => [0xa0], // CBOR: an empty map
        _ => [0xbf, 0xff], // a map of unknown length
        _ => [0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], // an array of 2^64 - 1 items
        _ => [0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], // bytes without an end
        _ => [.. Enumerable.Repeat((byte)0x81, 5_000)], // arrays in arrays
        right => right[..^1],
        right => right[..(right.Length / 2)],
        right => [.. right.Take(20), (byte)(right[20] ^ 1), .. right.Skip(21)],
        right => [.. Enumerable.Repeat((byte)0, right.Length)],
    ];
}
