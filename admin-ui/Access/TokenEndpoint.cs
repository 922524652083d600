using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Serialization;

namespace Commerce.AdminUi;

/// <summary>The issuer's token endpoint (RFC 6749), as this client.</summary>
internal sealed class TokenEndpoint(IHttpClientFactory clients, Issuer issuer, IssuerSettings settings, ILogger<TokenEndpoint> log)
{
    /// <exception cref="TokensRefusedException">The issuer says no.</exception>
    /// <exception cref="IssuerUnavailableException">Nobody knows.</exception>
    public async Task<TokenAnswer> ExchangeCodeAsync(string code, string verifier, string redirectUri, CancellationToken ct) => await AskAsync(
        new()
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["code_verifier"] = verifier,
            ["redirect_uri"] = redirectUri,
        },
        ct);

    /// <summary>Uses a refresh token up. Whoever loses the answer must not ask with it again: a second use ends the session everywhere.</summary>
    /// <exception cref="TokensRefusedException">The issuer says no.</exception>
    /// <exception cref="IssuerUnavailableException">Nobody knows.</exception>
    public async Task<TokenAnswer> RefreshAsync(string refreshToken, CancellationToken ct) =>
        await AskAsync(new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken }, ct);

    /// <summary>Gives a refresh token back. When that fails, the token ends by itself.</summary>
    public async Task GiveBackAsync(string refreshToken, CancellationToken ct)
    {
        try
        {
            if ((await issuer.DescribeAsync(ct)).RevocationEndpoint is not { } endpoint)
                return;
            using var http = clients.CreateClient(Issuer.HttpClientName);
            using var answer = await http.SendAsync(Request(endpoint, new() { ["token"] = refreshToken }), ct);
            answer.EnsureSuccessStatusCode();
        }
        catch (Exception e) when (e is HttpRequestException or IssuerUnavailableException or OperationCanceledException)
        {
            log.LogWarning("A refresh token could not be given back: {Reason}", e.Message);
        }
    }

    private async Task<TokenAnswer> AskAsync(Dictionary<string, string> form, CancellationToken ct)
    {
        var endpoint = (await issuer.DescribeAsync(ct)).TokenEndpoint;
        try
        {
            using var http = clients.CreateClient(Issuer.HttpClientName);
            using var answer = await http.SendAsync(Request(endpoint, form), ct);
            if (answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized)
            {
                var refusal = await answer.Content.ReadFromJsonAsync<Refusal>(ct);
                throw new TokensRefusedException(refusal?.Error ?? "invalid_request", refusal?.Description);
            }

            answer.EnsureSuccessStatusCode();
            return await answer.Content.ReadFromJsonAsync<TokenAnswer>(ct) ?? throw new System.Text.Json.JsonException("null");
        }
        catch (Exception e) when (e is HttpRequestException or System.Text.Json.JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            var isUnheard = e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };
            throw new IssuerUnavailableException($"The issuer did not answer with tokens: {e.Message}", e) { MayHaveArrived = !isUnheard };
        }
    }

    private HttpRequestMessage Request(string endpoint, Dictionary<string, string> form)
    {
        var pair = $"{Uri.EscapeDataString(settings.ClientId)}:{Uri.EscapeDataString(settings.ClientSecret)}"; // RFC 6749 2.3.1
        return new(HttpMethod.Post, endpoint)
        {
            Content = new FormUrlEncodedContent(form),
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))) },
        };
    }

    private sealed record Refusal(
        [property: JsonPropertyName("error")] string? Error, [property: JsonPropertyName("error_description")] string? Description);
}

/// <summary>What the issuer gives for a code or a refresh token.</summary>
internal sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken,
    [property: JsonPropertyName("id_token")] string? IdToken);

/// <summary>The issuer gives no tokens for this, now or later.</summary>
internal sealed class TokensRefusedException(string error, string? description) : Exception(description ?? error)
{
    public string Error { get; } = error;
}
