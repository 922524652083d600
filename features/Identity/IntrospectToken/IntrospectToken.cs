using Commerce.Data;

namespace Commerce.Identity;

/// <summary>A confidential client asks whether a token is good at this moment (RFC 7662). Whatever is wrong with it, the answer is only "no".</summary>
internal static class IntrospectToken
{
    private const string IsAlive = """
        SELECT true FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.id = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND (u.lockout_end IS NULL OR u.lockout_end <= $2)
        UNION ALL SELECT true FROM clients WHERE session_id = $1 AND disabled_at IS NULL
        """;

    private const string FindRefreshToken = """
        SELECT s.user_id, s.id, s.scope, t.expires_at FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
        WHERE t.hash = $1 AND s.client_id = $2 AND t.used_at IS NULL AND t.expires_at > $3 AND s.revoked_at IS NULL AND s.expires_at > $3
          AND (u.lockout_end IS NULL OR u.lockout_end <= $3)
        """;

    public sealed record Response(
        bool Active, string? Sub = null, string? Sid = null, string? ClientId = null, string? Scope = null, string? TokenType = null, string? Iss = null,
        IReadOnlyList<string>? Aud = null, long? Exp = null, long? Iat = null);

    public static async Task<IResult> Handle(
        HttpContext http, IssuedTokens tokens, Session session, TimeProvider clock, CancellationToken ct)
    {
        var (form, malformed) = await OAuthForm.ReadAsync(http.Request, ct);
        if (malformed is not null)
            return malformed.Answer(http);
        var (client, unknown) = await ClientAuthentication.FindAsync(http.Request, form, session, ct);
        if (client is null || client.IsPublic)
            return (unknown ?? OAuthRefusal.InvalidClient).Answer(http);
        if (form["token"] is not { } token)
            return OAuthRefusal.Invalid("The parameter token is missing.").Answer(http);

        http.Response.Headers.CacheControl = "no-store";
        var described = RefreshToken.TryParse(token, out var refreshToken)
            ? await DescribeAsync(session, refreshToken, client, clock.GetUtcNow(), ct)
            : await DescribeAsync(session, tokens.ReadAccessToken(token), client, clock.GetUtcNow(), ct);
        return TypedResults.Json(described ?? new(false), IdentityJson.Default.Introspection);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost($"{PublicAddresses.Protocol}/token/introspect", Handle)
        .AllowAnonymous()
        .ExcludeFromDescription(); // the protocol describes it

    // Our own services may ask about every token, others about what they were given.
    private static async Task<Response?> DescribeAsync(Session session, IssuedToken? token, Client asking, DateTimeOffset now, CancellationToken ct) =>
        token is not null && (asking.FirstParty || token.ClientId == asking.Id)
            && await session.QuerySingleAsync(IsAlive, row => row.GetBoolean(0), ct, token.SessionId, now)
            ? new(true, token.Subject.ToString(), token.SessionId.ToString(), token.ClientId, token.Scope, "Bearer", token.Token.Issuer,
                [.. token.Audiences], Seconds(token.Token.ValidTo), Seconds(token.Token.IssuedAt))
            : null;

    private static Task<Response?> DescribeAsync(Session session, RefreshToken token, Client asking, DateTimeOffset now, CancellationToken ct) =>
        session.QuerySingleAsync(
            FindRefreshToken,
            row => new Response(
                true, row.GetGuid(0).ToString(), row.GetGuid(1).ToString(), asking.Id, string.Join(' ', row.GetFieldValue<string[]>(2)), "refresh_token",
                Exp: row.GetFieldValue<DateTimeOffset>(3).ToUnixTimeSeconds()),
            ct, token.Hash, asking.Id, now);

    private static long Seconds(DateTime time) => new DateTimeOffset(time, TimeSpan.Zero).ToUnixTimeSeconds();
}
