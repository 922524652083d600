using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Identity;

/// <summary>Whom another issuer says it has signed in.</summary>
/// <param name="Email">Their address there, only when the issuer vouches for it.</param>
internal sealed record ExternalPerson(string Subject, string? Email, string? Name);

/// <summary>Talks to other issuers: authorization code with PKCE. Whatever goes wrong there is no answer, and never an error of ours.</summary>
internal sealed partial class ProviderClient(IHttpClientFactory clients, ExternalIdTokens idTokens, PublicAddresses addresses, ILogger<ProviderClient> log)
{
    /// <summary>Where to send the browser; null when the issuer's discovery document cannot be had.</summary>
    public Task<string?> AuthorizationAddressAsync(
        ExternalProvider provider, string state, string nonce, string verifier, bool askAgain, CancellationToken ct) =>
        TryAsync(provider, async http =>
        {
            var endpoints = await EndpointsAsync(http, provider, ct);
            return Authorizations.WithParameters(
                endpoints.Authorization,
                ("response_type", "code"),
                ("client_id", provider.ClientId),
                ("redirect_uri", addresses.ExternalCallback(provider.Name)),
                ("scope", provider.Scopes),
                ("state", state),
                ("code_challenge", Pkce.Challenge(verifier)),
                ("code_challenge_method", "S256"),
                ("nonce", provider.IsOpenIdConnect ? nonce : null),
                ("prompt", provider.IsOpenIdConnect && askAgain ? "login" : null));
        });

    /// <summary>Whom the code stands for; null when the issuer gives no answer that can be believed.</summary>
    public Task<ExternalPerson?> RedeemAsync(ExternalProvider provider, string code, ExternalAttempt attempt, CancellationToken ct) =>
        TryAsync(provider, async http =>
        {
            var endpoints = await EndpointsAsync(http, provider, ct);
            var tokens = await ExchangeAsync(http, endpoints, provider, code, attempt, ct);
            var accessToken = Text(tokens, "access_token") ?? throw new JsonException("The answer has no access_token.");
            return provider.IsOpenIdConnect
                ? await IdentifyAsync(http, endpoints, provider, tokens, accessToken, attempt.Nonce, ct)
                : await AskAsync(http, provider, accessToken, ct);
        });

    private async Task<ExternalPerson> IdentifyAsync(
        HttpClient http, Endpoints endpoints, ExternalProvider provider, JsonElement tokens, string accessToken, string nonce, CancellationToken ct)
    {
        var keys = new JsonWebKeySet(await http.GetStringAsync(new Uri(endpoints.Keys), ct));
        var claims = idTokens.Verify(Text(tokens, "id_token"), keys, provider, nonce);
        var subject = Text(claims, "sub") ?? throw new JsonException("The id token names nobody.");
        if (Text(claims, "email") is null && endpoints.UserInformation.Length > 0)
        {
            claims = await GetAsync(http, endpoints.UserInformation, accessToken, ct);
            if (Text(claims, "sub") != subject)
                throw new JsonException("The userinfo is about somebody else."); // OpenID Connect Core 5.3.2
        }

        return new(subject, IsTrue(claims, "email_verified") ? Text(claims, "email") : null, Text(claims, "name"));
    }

    private static async Task<ExternalPerson> AskAsync(HttpClient http, ExternalProvider provider, string accessToken, CancellationToken ct)
    {
        var person = await GetAsync(http, provider.UserInformationEndpoint, accessToken, ct);
        var subject = Text(person, "id") ?? Text(person, "sub") ?? throw new JsonException("The answer names nobody.");
        var email = IsTrue(person, "email_verified") ? Text(person, "email") : null;
        if (provider.UserEmailsEndpoint.Length > 0)
        {
            var emails = await GetAsync(http, provider.UserEmailsEndpoint, accessToken, ct);
            email = emails.EnumerateArray().Where(e => IsTrue(e, "primary") && IsTrue(e, "verified")).Select(e => Text(e, "email")).FirstOrDefault();
        }

        return new(subject, email, Text(person, "name"));
    }

    private static async Task<Endpoints> EndpointsAsync(HttpClient http, ExternalProvider provider, CancellationToken ct)
    {
        if (!provider.IsOpenIdConnect)
            return new(provider.AuthorizationEndpoint, provider.TokenEndpoint, provider.UserInformationEndpoint, "");
        var discovery = await GetAsync(http, $"{provider.Authority}/.well-known/openid-configuration", null, ct);
        if (Text(discovery, "issuer")?.TrimEnd('/') != provider.Authority)
            throw new JsonException("The discovery document is another issuer's.");
        return new(Address(discovery, "authorization_endpoint"), Address(discovery, "token_endpoint"), Text(discovery, "userinfo_endpoint") ?? "", Address(discovery, "jwks_uri"));
    }

    private async Task<JsonElement> ExchangeAsync(
        HttpClient http, Endpoints endpoints, ExternalProvider provider, string code, ExternalAttempt attempt, CancellationToken ct)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = addresses.ExternalCallback(provider.Name),
            ["client_id"] = provider.ClientId,
            ["code_verifier"] = attempt.Verifier,
        };
        if (provider.ClientSecret.Length > 0)
            form["client_secret"] = provider.ClientSecret;
        using var content = new FormUrlEncodedContent(form);
        return await SendAsync(http, new(HttpMethod.Post, endpoints.Token) { Content = content }, ct);
    }

    private static Task<JsonElement> GetAsync(HttpClient http, string address, string? accessToken, CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (accessToken is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return SendAsync(http, request, ct);
    }

    private static async Task<JsonElement> SendAsync(HttpClient http, HttpRequestMessage request, CancellationToken ct)
    {
        using (request)
        {
            request.Headers.Accept.Add(new("application/json"));
            using var answer = await http.SendAsync(request, ct);
            answer.EnsureSuccessStatusCode();
            using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(ct));
            return document.RootElement.Clone();
        }
    }

    private async Task<T?> TryAsync<T>(ExternalProvider provider, Func<HttpClient, Task<T>> talk)
        where T : class
    {
        try
        {
            using var http = clients.CreateClient(nameof(ProviderClient));
            return await talk(http);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException or FormatException or ArgumentException
            or InvalidOperationException or SecurityTokenException)
        {
            LogNoAnswer(log, provider.Name, e.Message);
            return null;
        }
    }

    private static string Address(JsonElement json, string name) => Text(json, name) ?? throw new JsonException($"The discovery document has no {name}.");

    // Some number their people, others name them.
    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        }
        : null;

    private static bool IsTrue(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.GetString() == "true"));

    [LoggerMessage(LogLevel.Warning, "{Provider} could not be asked, or gave no answer to believe: {Reason}")]
    private static partial void LogNoAnswer(ILogger log, string provider, string reason);

    private sealed record Endpoints(string Authorization, string Token, string UserInformation, string Keys);
}
