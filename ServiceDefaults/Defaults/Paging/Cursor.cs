using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Commerce.Defaults;

/// <summary>
/// Keyset cursors: the sort key of the last row seen, signed, so that a caller can neither forge a place in a listing nor carry a
/// cursor from one listing to another.
/// </summary>
public static class Cursor
{
    private const int SignatureBytes = 16;
    private const int MaxLength = 2048;

    private static byte[]? s_key;

    // A process that was given no key signs with its own; its cursors end with it.
    private static byte[] Key => s_key ?? UseKey(RandomNumberGenerator.GetBytes(32));

    /// <summary>The cursor behind a row.</summary>
    /// <param name="listing">Which listing and order it belongs to, such as <c>products:price</c>.</param>
    /// <param name="key">The row's sort key: strings, integers, decimals, Guids, times, or null.</param>
    public static string Encode(string listing, params ReadOnlySpan<object?> key)
    {
        var text = new string?[key.Length];
        for (var i = 0; i < key.Length; i++)
            text[i] = CursorKey.Write(key[i]);
        var payload = JsonSerializer.SerializeToUtf8Bytes(text);
        return Base64Url.EncodeToString([.. Sign(listing, payload), .. payload]);
    }

    /// <summary>Reads what a caller sent.</summary>
    /// <param name="key">Null at the start of the listing, which is where a caller is who sent nothing.</param>
    /// <returns>False when it is not a cursor of this listing: answer with <see cref="RequestErrors.InvalidCursor"/>.</returns>
    public static bool TryDecode(string? cursor, string listing, out CursorKey? key)
    {
        key = null;
        if (string.IsNullOrEmpty(cursor))
            return true;
        if (cursor.Length > MaxLength || !Base64Url.IsValid(cursor))
            return false;
        var bytes = Base64Url.DecodeFromChars(cursor);
        // Every cursor has one spelling: the unused bits at the end of base64 are zero.
        if (bytes.Length <= SignatureBytes || Base64Url.EncodeToString(bytes) != cursor)
            return false;
        var payload = bytes.AsSpan(SignatureBytes);
        if (!CryptographicOperations.FixedTimeEquals(Sign(listing, payload), bytes.AsSpan(0, SignatureBytes)))
            return false;
        key = new CursorKey(JsonSerializer.Deserialize<string?[]>(payload)!);
        return true;
    }

    // A process is one service: the first key stays, so several hosts in one test process accept each other's cursors.
    internal static byte[] UseKey(byte[] key) => Interlocked.CompareExchange(ref s_key, key, null) ?? key;

    private static byte[] Sign(string listing, ReadOnlySpan<byte> payload)
    {
        var name = Encoding.UTF8.GetBytes(listing);
        byte[] signed = [.. name, 0, .. payload];
        return HMACSHA256.HashData(Key, signed)[..SignatureBytes];
    }
}
