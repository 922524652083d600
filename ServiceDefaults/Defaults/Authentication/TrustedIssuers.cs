using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Defaults;

/// <summary>The issuers by the names that tokens give: the one of people and services, and the one of API keys where that is another.</summary>
internal sealed class TrustedIssuers : IDisposable
{
    private readonly TrustedIssuer _people;
    private readonly TrustedIssuer? _apiKeys;

    public TrustedIssuers(AuthenticationSettings settings, IServiceProvider services)
    {
        _people = new(settings.Issuer, KeysOf(settings), IsForApiKeysOnly: false);
        if (settings.ApiKeyAuthority is { } authority)
            _apiKeys = new(authority, KeysOf(settings with { Authority = authority, Issuer = authority }), IsForApiKeysOnly: true);

        IssuerKeys KeysOf(AuthenticationSettings issuer) => ActivatorUtilities.CreateInstance<IssuerKeys>(services, issuer);
    }

    public TrustedIssuer? Find(string name) => name == _people.Name ? _people : name == _apiKeys?.Name ? _apiKeys : null;

    public void Dispose()
    {
        _people.Keys.Dispose();
        _apiKeys?.Keys.Dispose();
    }
}

/// <param name="Name">The <c>iss</c> of its tokens.</param>
internal sealed record TrustedIssuer(string Name, IssuerKeys Keys, bool IsForApiKeysOnly);
