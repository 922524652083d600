using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Commerce.Defaults;

/// <summary>
/// This service's own tokens for one audience, by client credentials. A token is fetched once for all who wait, and renewed in the
/// background when a fifth of its time is left, so that nobody waits and an issuer that is away for a moment is not noticed.
/// </summary>
internal sealed partial class ServiceTokens(
    IHttpClientFactory clients, AuthenticationSettings issuer, IConfiguration configuration, string audience, TimeProvider clock, ILogger<ServiceTokens> log)
{
    private readonly Lock _deciding = new();
    private Task<ServiceToken>? _fetching;
    private ServiceToken? _current;

    /// <param name="refused">A token that the audience did not accept, whatever its time.</param>
    /// <exception cref="HttpRequestException">There is no good token and the issuer gives none.</exception>
    public Task<ServiceToken> GetAsync(ServiceToken? refused, CancellationToken ct)
    {
        lock (_deciding)
        {
            var now = clock.GetUtcNow();
            var good = _current is { } known && !ReferenceEquals(known, refused) && now < known.ExpiresAt ? known : null;
            if ((good is null || now >= good.RenewAt) && _fetching is not { IsCompleted: false })
                _fetching = FetchAsync();
            // Not cancelled with the caller: others wait for the same token.
            return good is null ? _fetching!.WaitAsync(ct) : Task.FromResult(good);
        }
    }

    private async Task<ServiceToken> FetchAsync()
    {
        try
        {
            using var http = clients.CreateClient(nameof(ServiceTokens));
            using var request = Ask();
            var asked = clock.GetUtcNow();
            using var answer = await http.SendAsync(request, CancellationToken.None);
            if (!answer.IsSuccessStatusCode)
                throw new HttpRequestException($"The issuer answered {(int)answer.StatusCode}.", null, answer.StatusCode);
            var given = await answer.Content.ReadFromJsonAsync<Given>(CancellationToken.None) ?? throw new JsonException("The issuer answered null.");
            var token = new ServiceToken(given.AccessToken, asked + (TimeSpan.FromSeconds(given.ExpiresIn) * 0.8), asked + TimeSpan.FromSeconds(given.ExpiresIn));
            lock (_deciding)
                _current = token;
            return token;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException or InvalidOperationException)
        {
            LogNoToken(log, audience, issuer.Authority, e.Message);
            throw new HttpRequestException($"There is no token for {audience} from {issuer.Authority}: {e.Message}", e);
        }
    }

    // Both issuers have it at this place, also where the issuer's public name cannot be reached from inside.
    private HttpRequestMessage Ask()
    {
        var secret = configuration["ServiceClient:Secret"] ?? throw new InvalidOperationException("ServiceClient:Secret is not set.");
        var id = configuration["ServiceClient:Id"] ?? throw new InvalidOperationException("ServiceClient:Id is not set.");
        var pair = $"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret)}"; // RFC 6749 2.3.1
        return new(HttpMethod.Post, $"{issuer.Authority}/protocol/openid-connect/token")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))) },
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("audience", audience)]),
        };
    }

    [LoggerMessage(LogLevel.Warning, "There is no token for {Audience} from {Authority}: {Reason}")]
    private static partial void LogNoToken(ILogger logger, string audience, string authority, string reason);

    private sealed record Given(
        [property: JsonPropertyName("access_token"), JsonRequired] string AccessToken,
        [property: JsonPropertyName("expires_in"), JsonRequired] int ExpiresIn);
}

/// <summary>A token of this service for another one.</summary>
internal sealed record ServiceToken(string Text, DateTimeOffset RenewAt, DateTimeOffset ExpiresAt);
