using System.Collections.Frozen;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Defaults;

/// <summary>
/// The issuer's published keys. Fetched with the first token, again when they are old or when a token names a key that is not among
/// them; never more often than <see cref="MinPause"/>, whatever tokens callers make up.
/// </summary>
internal sealed class IssuerKeys(IHttpClientFactory clients, AuthenticationSettings settings, TimeProvider clock, ILogger<IssuerKeys> log) : IDisposable
{
    public static readonly TimeSpan MinPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_retryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_freshFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_usableFor = TimeSpan.FromHours(24);

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private volatile KeySet? _current;
    private DateTimeOffset _lastAttempt = DateTimeOffset.MinValue;

    /// <summary>The key of this id, or null when the issuer has none.</summary>
    /// <exception cref="IssuerUnavailableException">The issuer has not been reachable yet, or for a day.</exception>
    public async ValueTask<SecurityKey?> FindAsync(string keyId, CancellationToken ct)
    {
        var keys = _current;
        if (keys is null || clock.GetUtcNow() - keys.FetchedAt > s_freshFor || !keys.ById.ContainsKey(keyId))
            keys = await RefreshAsync(keys, ct);
        return keys.ById.GetValueOrDefault(keyId);
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<KeySet> RefreshAsync(KeySet? seen, CancellationToken ct)
    {
        await _oneAtATime.WaitAsync(ct);
        try
        {
            var now = clock.GetUtcNow();
            if (!ReferenceEquals(seen, _current) && _current is { } fetchedMeanwhile)
                return fetchedMeanwhile;
            if (now - _lastAttempt >= (_current is null ? s_retryPause : MinPause))
            {
                _lastAttempt = now;
                // Not cancelled with the caller: others wait for the same keys.
                _current = await FetchAsync(now, CancellationToken.None) ?? _current;
            }

            return _current is { } keys && now - keys.FetchedAt < s_usableFor ? keys : throw new IssuerUnavailableException();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task<KeySet?> FetchAsync(DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            using var http = clients.CreateClient(nameof(IssuerKeys));
            var discovery = await http.GetFromJsonAsync<Discovery>($"{settings.Authority}/.well-known/openid-configuration", ct);
            if (discovery is null || discovery.Issuer != settings.Issuer)
            {
                log.LogError("{Authority} calls itself {Issuer}, not {Expected}", settings.Authority, discovery?.Issuer, settings.Issuer);
                return null;
            }

            var keys = new JsonWebKeySet(await http.GetStringAsync(new Uri(discovery.KeysAddress), ct));
            return new KeySet(SigningKeys.From(keys), now);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or System.Text.Json.JsonException or ArgumentException or UriFormatException)
        {
            log.LogWarning("The issuer's keys could not be fetched from {Authority}: {Reason}", settings.Authority, e.Message);
            return null;
        }
    }

    private sealed record Discovery(
        [property: JsonPropertyName("issuer")] string Issuer,
        [property: JsonPropertyName("jwks_uri")] string KeysAddress);

    private sealed record KeySet(FrozenDictionary<string, SecurityKey> ById, DateTimeOffset FetchedAt);
}

/// <summary>Tokens cannot be judged now: the caller is neither right nor wrong.</summary>
internal sealed class IssuerUnavailableException() : Exception("The token issuer's keys are not known yet.");
