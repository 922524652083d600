using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Writes the tokens that a client is given.</summary>
internal sealed class TokenAnswers(AccessTokens accessTokens, IdTokens idTokens, TimeProvider clock)
{
    /// <summary>Tokens of somebody who signed in. Only our own applications act with that person's roles.</summary>
    public IResult Of(HttpContext http, Client client, CodeGrant grant)
    {
        var subject = client.FirstParty ? grant.Subject : grant.Subject with { Roles = [] };
        var scope = grant.Scopes.Count > 0 ? string.Join(' ', grant.Scopes) : null;
        var access = accessTokens.Issue(subject, client.Id, client.Audiences[0], scope);
        var refreshes = client.May(GrantTypes.RefreshToken);
        return Answer(http, new(
            access,
            "Bearer",
            (int)AccessTokens.Lifetime.TotalSeconds,
            refreshes ? grant.RefreshToken.Text : null,
            refreshes ? (int)(grant.ExpiresAt - clock.GetUtcNow()).TotalSeconds : null,
            grant.Scopes.Contains(Scopes.OpenId) ? idTokens.Issue(subject, client.Id, grant.Nonce, access) : null,
            scope));
    }

    /// <summary>A token that speaks for the client itself.</summary>
    public IResult OfItself(HttpContext http, Client client, string audience)
    {
        var subject = new Subject(client.SubjectId, client.SessionId, clock.GetUtcNow(), [], client.Roles);
        var access = accessTokens.Issue(subject, client.Id, audience, scope: null);
        return Answer(http, new(access, "Bearer", (int)AccessTokens.Lifetime.TotalSeconds, null, null, null, null));
    }

    private static JsonHttpResult<TokenAnswer> Answer(HttpContext http, TokenAnswer answer)
    {
        http.Response.Headers.CacheControl = "no-store"; // RFC 6749 5.1
        return TypedResults.Json(answer, IdentityJson.Default.TokenAnswer);
    }
}

/// <summary>A successful answer of the token endpoint (RFC 6749 5.1, OpenID Connect Core 3.1.3.3).</summary>
internal sealed record TokenAnswer(
    string AccessToken, string TokenType, int ExpiresIn, string? RefreshToken, int? RefreshExpiresIn, string? IdToken, string? Scope);
