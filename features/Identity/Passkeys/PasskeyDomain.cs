namespace Commerce.Identity;

/// <summary>Where passkeys are good: the domain that they are bound to, and the origins whose pages may use them.</summary>
internal sealed class PasskeyDomain
{
    private const string IdSetting = "Passkeys:RelyingPartyId";
    private const string OriginsSetting = "Passkeys:Origins";

    private readonly string[] _origins;

    /// <exception cref="InvalidOperationException">The settings fit no browser.</exception>
    public PasskeyDomain(IConfiguration configuration, PublicAddresses addresses)
    {
        var own = new Uri(addresses.Origin);
        // Browsers bind no passkey to a number: this machine is known to them by its name.
        var origin = own.IsLoopback ? new UriBuilder(own) { Host = "localhost" }.Uri : own;
        Id = configuration[IdSetting] ?? origin.Host;
        var configured = configuration.GetSection(OriginsSetting).Get<string[]>() ?? [];
        _origins = configured.Length > 0 ? configured : [origin.GetLeftPart(UriPartial.Authority)];
        if (configuration[IdSetting] is not null && Uri.CheckHostName(Id) != UriHostNameType.Dns)
            throw new InvalidOperationException($"{IdSetting} must be a domain, such as shop.example.");
        if (Array.Find(configured, o => !IsOfDomain(o)) is { } stranger)
            throw new InvalidOperationException($"{OriginsSetting}: {stranger} is no origin of {Id}, such as https://{Id} is.");
    }

    /// <summary>The domain: passkeys of one are unknown to every other one.</summary>
    public string Id { get; }

    /// <summary>Whether a page may use them. Origins are compared letter by letter; a page in a frame of another one may not.</summary>
    public bool Takes(string origin, bool isInForeignFrame) => !isInForeignFrame && _origins.Contains(origin);

    private bool IsOfDomain(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri.GetLeftPart(UriPartial.Authority) == origin
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        && (uri.Host == Id || uri.Host.EndsWith($".{Id}", StringComparison.Ordinal));
}
