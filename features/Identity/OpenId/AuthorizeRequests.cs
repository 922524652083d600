using System.Buffers.Text;
using System.Globalization;
using Commerce.Data;

namespace Commerce.Identity;

/// <summary>
/// Reads authorization requests (OpenID Connect Core 3.1.2, RFC 7636, RFC 9700). First client and redirect address, which must be one
/// that the client registered, letter by letter; only then can anything be told to the application.
/// </summary>
internal sealed class AuthorizeRequests(IssuedTokens tokens)
{
    private const int MaxText = 512;
    private const int ChallengeLength = 43; // SHA-256 in base64url
    private static readonly string[] KnownPrompts = ["none", "login", "consent", "select_account"];
    private static readonly string[] NotSupported = ["request", "request_uri", "registration"];

    public async Task<AuthorizeReading> ReadAsync(OAuthForm given, Session session, CancellationToken ct)
    {
        if (given.IsRepeated("client_id") || await ClientStore.FindActiveAsync(session, given["client_id"], ct) is not { } client)
            return new AuthorizeReading.Shown("The application that sent you here is not known.");
        if (!client.May(GrantTypes.AuthorizationCode) || given["redirect_uri"] is not { } redirectUri || !client.RedirectUris.Contains(redirectUri))
            return new AuthorizeReading.Shown("The application that sent you here did not say correctly where to bring you back to.");

        var state = given["state"];
        var (error, description) = Check(given, client);
        if (error is not null)
            return new AuthorizeReading.Returned(redirectUri, given.IsRepeated("state") ? null : state, error, description!);
        Guid? expected = null;
        if (given["id_token_hint"] is { } hint)
        {
            if (tokens.ReadIdToken(hint) is not { } known)
                return new AuthorizeReading.Returned(redirectUri, state, "invalid_request", "The id_token_hint is not one of this issuer.");
            expected = known.Subject;
        }

        return new AuthorizeReading.Valid(new(
            client,
            redirectUri,
            state,
            given["nonce"],
            given["code_challenge"]!,
            [.. Words(given["scope"]).Intersect(client.Scopes)],
            Words(given["prompt"]),
            given["max_age"] is { } age ? TimeSpan.FromSeconds(int.Parse(age, CultureInfo.InvariantCulture)) : null,
            Words(given["acr_values"]).FirstOrDefault() == Acr.TwoFactors,
            given["login_hint"],
            expected,
            QueryString.Create(given.All.Where(p => p.Value.Count == 1).Select(p => KeyValuePair.Create(p.Key, p.Value))).ToString()));
    }

    private static (string? Error, string? Description) Check(OAuthForm given, Client client)
    {
        if (given.RepeatsAny)
            return ("invalid_request", "A parameter was given more than once.");
        if (NotSupported.FirstOrDefault(name => given[name] is not null) is { } unsupported)
            return ($"{unsupported}_not_supported", "Send the parameters one by one.");
        if (given["response_type"] is not { } responseType)
            return ("invalid_request", "The parameter response_type is missing.");
        if (responseType != "code")
            return ("unsupported_response_type", "This issuer gives codes: response_type=code.");
        if (given["response_mode"] is not (null or "query"))
            return ("invalid_request", "This issuer answers in the query: response_mode=query.");
        if (given["code_challenge"] is not { Length: ChallengeLength } challenge || !Base64Url.IsValid(challenge))
            return ("invalid_request", "PKCE is required: send a code_challenge.");
        if (given["code_challenge_method"] != "S256")
            return ("invalid_request", "PKCE takes code_challenge_method=S256 only.");
        return CheckValues(given, client);
    }

    private static (string? Error, string? Description) CheckValues(OAuthForm given, Client client)
    {
        if (!Words(given["scope"]).Intersect(client.Scopes).Any())
            return ("invalid_scope", "None of these scopes is open to this application.");
        var prompts = Words(given["prompt"]);
        if (prompts.Except(KnownPrompts).Any() || (prompts.Contains("none") && prompts.Length > 1))
            return ("invalid_request", "The prompt is none, or of login, consent and select_account.");
        if (given["max_age"] is { } age && !int.TryParse(age, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return ("invalid_request", "The max_age is a number of seconds.");
        return new[] { given["state"], given["nonce"], given["login_hint"] }.Any(IsOdd)
            ? ("invalid_request", $"State, nonce and login_hint are printable text of at most {MaxText} characters.")
            : (null, null);
    }

    private static bool IsOdd(string? text) => text is not null && (text.Length > MaxText || text.Any(char.IsControl));

    private static string[] Words(string? text) => text?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().ToArray() ?? [];
}
