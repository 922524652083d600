namespace Commerce.Identity;

/// <summary>How strongly somebody has proved who they are: the <c>acr</c> of tokens, numbered as Keycloak's levels are.</summary>
internal static class Acr
{
    /// <summary>Nothing was proved: somebody else acts.</summary>
    public const string NoFactor = "0";

    /// <summary>One factor, such as a password.</summary>
    public const string OneFactor = "1";

    /// <summary>Two factors, or a passkey whose device has checked its user.</summary>
    public const string TwoFactors = "2";

    /// <summary>The level that these methods (RFC 8176) reach.</summary>
    public static string Of(IReadOnlyCollection<string> amr) => amr.Contains("mfa") ? TwoFactors : OneFactor;
}
