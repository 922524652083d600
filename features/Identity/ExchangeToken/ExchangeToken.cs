using Commerce.Data;

namespace Commerce.Identity;

/// <summary>
/// The OAuth token endpoint (RFC 6749): a client exchanges a code or a refresh token for tokens of somebody who signed in, or gets one
/// that speaks for itself.
/// </summary>
internal static class ExchangeToken
{
    public static async Task<IResult> Handle(
        HttpContext http, AuthorizationCodes codes, LoginSessions sessions, TokenAnswers answers, Session session, CancellationToken ct)
    {
        var (form, malformed) = await OAuthForm.ReadAsync(http.Request, ct);
        if (malformed is not null)
            return malformed.Answer(http);
        if (form["grant_type"] is not { } grantType || !GrantTypes.All.Contains(grantType))
            return new OAuthRefusal("unsupported_grant_type", $"This issuer knows {string.Join(", ", GrantTypes.All)}.").Answer(http);
        var (client, unknown) = await ClientAuthentication.FindAsync(http.Request, form, session, ct);
        if (client is null)
            return unknown!.Answer(http);
        if (!client.May(grantType))
            return new OAuthRefusal("unauthorized_client", "This client may not use this grant type.").Answer(http);
        return grantType switch
        {
            GrantTypes.AuthorizationCode => await OfCodeAsync(http, form, client, codes, answers, session, ct),
            GrantTypes.RefreshToken => await OfRefreshTokenAsync(http, form, client, sessions, answers, session, ct),
            _ => OfItself(http, form, client, answers),
        };
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost($"{PublicAddresses.Protocol}/token", Handle)
        .AllowAnonymous()
        .ExcludeFromDescription(); // the protocol describes it

    private static async Task<IResult> OfCodeAsync(
        HttpContext http, OAuthForm form, Client client, AuthorizationCodes codes, TokenAnswers answers, Session session, CancellationToken ct) =>
        await codes.UseAsync(session, form["code"], client, form["redirect_uri"], form["code_verifier"], ct) is { } grant
            ? answers.Of(http, client, grant)
            : OAuthRefusal.InvalidGrant.Answer(http);

    private static async Task<IResult> OfRefreshTokenAsync(
        HttpContext http, OAuthForm form, Client client, LoginSessions sessions, TokenAnswers answers, Session session, CancellationToken ct)
    {
        if (!RefreshToken.TryParse(form["refresh_token"], out var presented))
            return new OAuthRefusal("invalid_grant", SessionErrors.InvalidRefreshToken.Detail).Answer(http);
        var signedIn = await sessions.ContinueAsync(session, presented, ct, client.Id);
        return signedIn.Error is { } refusal
            ? new OAuthRefusal("invalid_grant", refusal.Detail).Answer(http)
            : answers.Of(http, client, new(signedIn.Value.Subject, signedIn.Value.RefreshToken, signedIn.Value.ExpiresAt, signedIn.Value.Scopes, Nonce: null));
    }

    private static IResult OfItself(HttpContext http, OAuthForm form, Client client, TokenAnswers answers)
    {
        var audience = form["audience"] ?? client.Audiences[0];
        return client.Audiences.Contains(audience)
            ? answers.OfItself(http, client, audience)
            : new OAuthRefusal("invalid_target", "This client may not speak to this audience.").Answer(http);
    }
}
