using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Commerce.Identity;

/// <summary>256 random bits that a client or a person hands back once. Only their hash is stored.</summary>
internal sealed class OpaqueToken
{
    private const int Bytes = 32;
    private const int Characters = 43;

    private OpaqueToken(string text) => (Text, Hash) = (text, SHA256.HashData(Encoding.ASCII.GetBytes(text)));

    public string Text { get; }

    public byte[] Hash { get; }

    public static OpaqueToken Generate() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    public static bool TryParse(string? text, [NotNullWhen(true)] out OpaqueToken? token)
    {
        token = text is { Length: Characters } && Base64Url.IsValid(text) ? new(text) : null;
        return token is not null;
    }
}
