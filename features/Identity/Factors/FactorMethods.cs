namespace Commerce.Identity;

/// <summary>The second factors by name, and what a token says of them (RFC 8176).</summary>
internal static class FactorMethods
{
    public const string Totp = "totp";
    public const string RecoveryCode = "recovery-code";
    public const string Email = "email";
    public const string Sms = "sms";
    public const string Passkey = "passkey";
    public const string Password = "password";
    public const int MaxCodeLength = 64;

    /// <summary>In <c>amr</c>: more than one factor was given.</summary>
    public const string Several = "mfa";

    /// <summary>What <c>amr</c> says of somebody whose session carries all their roles.</summary>
    public static string[] Strongest { get; } = ["otp", Several];

    /// <summary>Whether its code is sent when somebody asks for it.</summary>
    public static bool IsSent(string method) => method is Email or Sms;

    /// <summary>What <c>amr</c> becomes when this method is added to those before it.</summary>
    public static string[] Amr(IEnumerable<string> before, string method) =>
        method == Password ? [.. before.Union(["pwd"])] : [.. before.Union([AmrOf(method), Several])];

    private static string AmrOf(string method) => method switch
    {
        Totp or RecoveryCode => "otp",
        Sms => "sms",
        Email => "email", // RFC 8176 has no name for it; its own, because session_roles does not take it for an app's code
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, null),
    };
}
