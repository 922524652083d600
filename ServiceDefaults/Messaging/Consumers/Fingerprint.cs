using System.Security.Cryptography;
using System.Text;

namespace Commerce.Messaging;

/// <summary>Groups failures with the same cause: the message's type, the exception's and the place it came from, without the data in its text.</summary>
internal static class Fingerprint
{
    public static string Of(Exception failure, string? messageType)
    {
        var origin = failure.StackTrace?.Split('\n', 2)[0].Split(" in ", 2)[0].Trim();
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{messageType}|{failure.GetType().FullName}|{origin}")))[..16];
    }
}
