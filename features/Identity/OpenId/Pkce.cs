using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Commerce.Identity;

/// <summary>Proof key for code exchange (RFC 7636), S256.</summary>
internal static partial class Pkce
{
    /// <summary>What the code must have been asked for with; for something that is no verifier, what no code was.</summary>
    public static string Challenge(string? verifier) =>
        verifier is not null && Verifier().IsMatch(verifier) ? Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) : "";

    [GeneratedRegex(@"\A[A-Za-z0-9._~-]{43,128}\z")]
    private static partial Regex Verifier();
}
