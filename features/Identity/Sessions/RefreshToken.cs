using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Commerce.Identity;

/// <summary>What a client keeps between visits: 256 random bits that mean nothing to anybody else. Only its hash is stored.</summary>
internal sealed class RefreshToken
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);
    private const int Bytes = 32;
    private const int Characters = 43;

    private RefreshToken(string text) => (Text, Hash) = (text, SHA256.HashData(Encoding.ASCII.GetBytes(text)));

    public string Text { get; }

    public byte[] Hash { get; }

    public static RefreshToken Generate() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    public static bool TryParse(string? text, [NotNullWhen(true)] out RefreshToken? token)
    {
        token = text is { Length: Characters } && Base64Url.IsValid(text) ? new(text) : null;
        return token is not null;
    }
}
