using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>What a signed-in client works with.</summary>
/// <param name="ExpiresIn">Seconds for which the access token is good.</param>
/// <param name="RefreshExpiresIn">Seconds within which the refresh token can be used, once.</param>
/// <param name="Next"><c>enrol-second-factor</c> when these tokens carry less than the account's roles, for want of a second factor, or of a stronger one.</param>
internal sealed record Tokens(string AccessToken, string TokenType, int ExpiresIn, string RefreshToken, int RefreshExpiresIn, string? Next = null)
{
    public const string EnrolSecondFactor = "enrol-second-factor";

    public static Tokens Of(SignedIn signedIn, AccessTokens accessTokens, TimeProvider clock) => new(
        accessTokens.Issue(signedIn.Subject),
        "Bearer",
        (int)AccessTokens.Lifetime.TotalSeconds,
        signedIn.RefreshToken.Text,
        (int)(signedIn.ExpiresAt - clock.GetUtcNow()).TotalSeconds,
        signedIn.IsCurtailed ? EnrolSecondFactor : null);

    /// <summary>Tokens must not stay in any cache on their way (RFC 6749 5.1).</summary>
    public Ok<Tokens> Answer(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(this);
    }

    public static Tokens Example { get; } = new("eyJhbGciOiJFUzI1NiIsImtpZCI6Ii4uLiJ9...", "Bearer", 900, "wKx1…", 604800);
}
