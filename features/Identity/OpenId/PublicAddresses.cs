using Microsoft.Extensions.Options;

namespace Commerce.Identity;

/// <summary>Where the issuer's endpoints are. What browsers visit may have another host than what services call.</summary>
internal sealed class PublicAddresses(IOptions<IssuerOptions> options)
{
    public const string Realm = "/realms/commerce";
    public const string Protocol = Realm + "/protocol/openid-connect";
    public const string LogIn = Realm + "/login";
    public const string SecondFactor = Realm + "/second-factor";
    public const string LogInWithPasskey = LogIn + "/passkey";
    public const string ConfirmWithPasskey = SecondFactor + "/passkey";
    public const string Styles = Realm + "/pages.css";
    public const string Script = Realm + "/passkeys.js";
    public const string Consent = Realm + "/consent";
    public const string ForgotPassword = Realm + "/forgot-password";
    public const string NewPassword = Realm + "/new-password";
    public const string Invitation = Realm + "/invitation";
    public const string External = Realm + "/external";

    public string Issuer => options.Value.Issuer;

    /// <summary>An endpoint that programs call.</summary>
    public string Endpoint(string name) => $"{Issuer}/protocol/openid-connect/{name}";

    /// <summary>An endpoint that a browser is sent to.</summary>
    public string Page(string name) => options.Value.PublicUrl is { Length: > 0 } url ? $"{url.TrimEnd('/')}{Protocol}/{name}" : Endpoint(name);

    /// <summary>Where another issuer sends people back to. Each has an address of its own, so that none can answer for another.</summary>
    public string ExternalCallback(string provider) => $"{Origin}{External}/{provider}/callback";

    /// <summary>Where a mailed token leads to the page for a new password.</summary>
    public string NewPasswordBy(string token) => $"{Origin}{NewPassword}?token={token}";

    /// <summary>Where a mailed token leads to the page on which somebody begins to work here.</summary>
    public string InvitationBy(string token) => $"{Origin}{Invitation}?token={token}";

    /// <summary>Where browsers reach this service, without a path of ours.</summary>
    public string Origin => options.Value.PublicUrl is { Length: > 0 } url ? url.TrimEnd('/') : new Uri(Issuer).GetLeftPart(UriPartial.Authority);

    /// <summary>Whether browsers come by TLS, so that cookies can be bound to it.</summary>
    public bool IsSecure => (options.Value.PublicUrl is { Length: > 0 } url ? url : Issuer).StartsWith("https:", StringComparison.OrdinalIgnoreCase);
}
