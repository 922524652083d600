using System.Text.Json.Serialization;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.AdminUi;

/// <summary>What the issuer says about itself (OpenID Connect Discovery) and its keys; asked anew when it is old or a key is not among them.</summary>
internal sealed class Issuer(IHttpClientFactory clients, IssuerSettings settings, TimeProvider clock) : IDisposable
{
    public const string HttpClientName = "issuer";

    private static readonly TimeSpan FreshFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan MinPause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private volatile Known? _known;

    /// <summary>Where forms may lead: the issuer's pages, once they are known.</summary>
    public string PublicOrigins { get; private set; } = "";

    public void Dispose() => _oneAtATime.Dispose();

    /// <exception cref="IssuerUnavailableException">It does not answer, or is somebody else.</exception>
    public async Task<Discovery> DescribeAsync(CancellationToken ct) => (await KnowAsync(known => IsFresh(known, FreshFor), ct)).Discovery;

    /// <summary>The published key of this id, or null.</summary>
    /// <exception cref="IssuerUnavailableException">It does not answer, or is somebody else.</exception>
    public async Task<SecurityKey?> FindKeyAsync(string keyId, CancellationToken ct)
    {
        var known = await KnowAsync(known => IsFresh(known, FreshFor) && (known.Keys.Any(k => k.KeyId == keyId) || IsFresh(known, MinPause)), ct);
        return known.Keys.FirstOrDefault(k => k.KeyId == keyId);
    }

    private bool IsFresh(Known known, TimeSpan age) => clock.GetUtcNow() - known.At < age;

    private async Task<Known> KnowAsync(Func<Known, bool> isGood, CancellationToken ct)
    {
        if (_known is { } known && isGood(known))
            return known;
        await _oneAtATime.WaitAsync(ct);
        try
        {
            if (_known is { } meanwhile && isGood(meanwhile))
                return meanwhile;
            return _known = await FetchAsync(ct);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task<Known> FetchAsync(CancellationToken ct)
    {
        try
        {
            using var http = clients.CreateClient(HttpClientName);
            var discovery = await http.GetFromJsonAsync<Discovery>(new Uri($"{settings.Authority}/.well-known/openid-configuration"), ct);
            if (discovery is null || discovery.Issuer != settings.Name)
                throw new IssuerUnavailableException($"{settings.Authority} calls itself {discovery?.Issuer}, not {settings.Name}.");
            var keys = new JsonWebKeySet(await http.GetStringAsync(new Uri(discovery.KeysAddress), ct));
            string[] pages = [discovery.AuthorizationEndpoint, .. discovery.EndSessionEndpoint is { } end ? [end] : Array.Empty<string>()];
            PublicOrigins = string.Concat(pages.Select(page => " " + new Uri(page).GetLeftPart(UriPartial.Authority)).Distinct());
            return new(discovery, [.. keys.GetSigningKeys()], clock.GetUtcNow());
        }
        catch (Exception e) when (e is HttpRequestException or System.Text.Json.JsonException or ArgumentException or UriFormatException
            || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new IssuerUnavailableException($"{settings.Authority} does not answer: {e.Message}", e);
        }
    }

    private sealed record Known(Discovery Discovery, IReadOnlyList<SecurityKey> Keys, DateTimeOffset At);
}

/// <summary>The parts of a discovery document that signing in needs.</summary>
internal sealed record Discovery(
    [property: JsonPropertyName("issuer")] string Issuer,
    [property: JsonPropertyName("authorization_endpoint")] string AuthorizationEndpoint,
    [property: JsonPropertyName("token_endpoint")] string TokenEndpoint,
    [property: JsonPropertyName("jwks_uri")] string KeysAddress,
    [property: JsonPropertyName("end_session_endpoint")] string? EndSessionEndpoint,
    [property: JsonPropertyName("revocation_endpoint")] string? RevocationEndpoint,
    [property: JsonPropertyName("authorization_response_iss_parameter_supported")] bool NamesItselfInAnswers = false);

/// <summary>Nobody can sign in now.</summary>
internal sealed class IssuerUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The issuer may have heard the question all the same.</summary>
    public bool MayHaveArrived { get; init; }
}
