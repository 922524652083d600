using System.Security.Cryptography;
using System.Text;

namespace Commerce.Identity;

/// <summary>What a code is asked for. It is good there and nowhere else.</summary>
internal sealed record Occasion
{
    private readonly string _name;

    private Occasion(string name) => _name = name;

    /// <summary>One question of a login for a second factor.</summary>
    public static Occasion Of(OpaqueToken challenge) => new($"challenge|{Convert.ToHexString(challenge.Hash)}");

    /// <summary>One session, whose owner proves once more who they are.</summary>
    public static Occasion OfSession(Guid sessionId) => new($"session|{sessionId}");

    /// <summary>That an account's codes go to this address or number from now on.</summary>
    public static Occasion OfEnrolment(Guid userId, string target) => new($"enrolment|{userId}|{target}");

    /// <summary>What codes by this method are found by.</summary>
    public byte[] BindingOf(string method) => SHA256.HashData(Encoding.UTF8.GetBytes($"{method}|{_name}"));
}
