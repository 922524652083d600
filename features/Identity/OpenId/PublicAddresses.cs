using Microsoft.Extensions.Options;

namespace Commerce.Identity;

/// <summary>Where the issuer's endpoints are. What browsers visit may have another host than what services call.</summary>
internal sealed class PublicAddresses(IOptions<IssuerOptions> options)
{
    public const string Realm = "/realms/commerce";
    public const string Protocol = Realm + "/protocol/openid-connect";
    public const string LogIn = Realm + "/login";
    public const string SecondFactor = Realm + "/second-factor";
    public const string Styles = Realm + "/pages.css";
    public const string Consent = Realm + "/consent";

    public string Issuer => options.Value.Issuer;

    /// <summary>An endpoint that programs call.</summary>
    public string Endpoint(string name) => $"{Issuer}/protocol/openid-connect/{name}";

    /// <summary>An endpoint that a browser is sent to.</summary>
    public string Page(string name) => options.Value.PublicUrl is { Length: > 0 } url ? $"{url.TrimEnd('/')}{Protocol}/{name}" : Endpoint(name);

    /// <summary>Whether browsers come by TLS, so that cookies can be bound to it.</summary>
    public bool IsSecure => (options.Value.PublicUrl is { Length: > 0 } url ? url : Issuer).StartsWith("https:", StringComparison.OrdinalIgnoreCase);
}
