using System.Security.Claims;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Defaults;

/// <summary>
/// Judges access tokens: algorithm, type, key, signature, issuer, audience, lifetime, subject, and that the session still goes on.
/// What passed is remembered for a minute at most, so a caller's next request costs a hash instead of a signature check.
/// </summary>
internal sealed class TokenVerifier(
    TrustedIssuers issuers, AuthenticationSettings settings, RolePermissions permissions, RevokedSessions revoked, TimeProvider clock)
{
    private const int MaxTokenLength = 8 * 1024;
    // For the beginning alone, where a clock behind the issuer's would refuse a new token. An end is an end: revocation counts on it.
    private static readonly TimeSpan s_skew = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_rememberFor = TimeSpan.FromSeconds(60);

    // Only what is checked with a public key. "none" and HMAC are not here: whoever knows the public key could sign with it.
    private static readonly string[] s_algorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256];
    private static readonly string[] s_types = ["JWT", "at+jwt", "application/at+jwt"];

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaxTokenLength };
    private readonly VerifiedTokens _verified = new();

    /// <summary>The token's bearer, or null when the token is not acceptable.</summary>
    /// <exception cref="IssuerUnavailableException">It cannot be judged now.</exception>
    public async ValueTask<ClaimsPrincipal?> VerifyAsync(string token, CancellationToken ct)
    {
        if (token.Length is 0 or > MaxTokenLength)
            return null;

        var now = clock.GetUtcNow();
        var hash = TokenHash.Of(token);
        if (_verified.Find(hash, now) is { } known)
            return Admit(known);

        if (Read(token) is not { } unverified || issuers.Find(unverified.Issuer) is not { } issuer
            || await issuer.Keys.FindAsync(unverified.Kid, ct) is not { } key)
            return null;
        var result = _handler.ValidateToken(token, Rules(issuer, key));
        if (!result.IsValid || result.SecurityToken is not JsonWebToken verified || !Guid.TryParse(verified.Subject, out _))
            return null;

        var until = new DateTimeOffset(verified.ValidTo, TimeSpan.Zero);
        var entry = new VerifiedToken(verified, until < now + s_rememberFor ? until : now + s_rememberFor);
        if (issuer.IsForApiKeysOnly && !entry.IsOfAnApiKey)
            return null;
        _verified.Add(hash, entry);
        return Admit(entry);
    }

    private ClaimsPrincipal? Admit(VerifiedToken token) => revoked.Contains(token.SessionId) ? null : token.PrincipalFor(permissions.Current);

    // What can be refused without asking anyone.
    private JsonWebToken? Read(string token)
    {
        if (token.AsSpan().Count('.') != 2)
            return null;
        try
        {
            var read = _handler.ReadJsonWebToken(token);
            var acceptable = s_algorithms.Contains(read.Alg, StringComparer.Ordinal)
                && s_types.Contains(read.Typ, StringComparer.OrdinalIgnoreCase)
                && !string.IsNullOrEmpty(read.Kid)
                && !read.TryGetHeaderValue<object>("crit", out _);
            return acceptable ? read : null;
        }
        catch (Exception e) when (e is ArgumentException or JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private TokenValidationParameters Rules(TrustedIssuer issuer, SecurityKey key) => new()
    {
        ValidIssuer = issuer.Name,
        ValidAudience = settings.Audience,
        IssuerSigningKey = key,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires),
    };

    private bool IsAlive(DateTime? notBefore, DateTime? expires)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        // A token without nbf, as Keycloak issues them, comes with the smallest date there is: nothing can be taken from that.
        return expires is { } end && now < end && (notBefore is not { } start || start <= now + s_skew);
    }
}
