using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Somebody who is signed in has proved once more who they are: their session remembers it, and its next tokens say so.</summary>
internal sealed class RenewedProofs(SecondFactors secondFactors, AccessTokens tokens, TimeProvider clock)
{
    private const string Find = "SELECT amr FROM sessions WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > $3";

    private const string Renew = """
        UPDATE sessions SET auth_time = $3, amr = $4, acr = $5 WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > $3
        """;

    /// <summary>Renews the caller's session and commits, or refuses.</summary>
    /// <param name="prove">Given how they proved themselves so far, says how they did now, or refuses.</param>
    public async Task<Result<RenewedToken>> RenewAsync(
        Session session, ClaimsPrincipal user, Func<Guid, string[], Task<Result<string[]>>> prove, CancellationToken ct)
    {
        var (userId, now) = (user.UserId(), clock.GetUtcNow());
        if (SessionView.CurrentOf(user) is not { } sessionId
            || await session.QuerySingleAsync(Find, row => row.GetFieldValue<string[]>(0), ct, sessionId, userId, now) is not { } before)
            return SecondFactorErrors.SessionEnded;
        var proved = await prove(sessionId, before);
        if (proved.Error is { } refusal)
            return refusal;
        var amr = proved.Value;
        session.WriteOne(SecondFactorErrors.SessionEnded, Renew, sessionId, userId, now, amr, Acr.Of(amr));
        var subject = new Subject(userId, sessionId, now, amr, await secondFactors.RolesAsync(session, userId, amr, ct));
        await session.CommitAsync(ct);
        return new RenewedToken(tokens.Issue(subject), "Bearer", (int)AccessTokens.Lifetime.TotalSeconds);
    }
}

/// <summary>An access token with a fresh <c>auth_time</c>, for the same session.</summary>
internal sealed record RenewedToken(string AccessToken, string TokenType, int ExpiresIn)
{
    public static RenewedToken Example { get; } = new(Tokens.Example.AccessToken, "Bearer", 900);
}
