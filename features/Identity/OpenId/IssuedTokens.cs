using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Identity;

/// <summary>Recognises the tokens that this issuer signed itself, whoever they are meant for.</summary>
internal sealed class IssuedTokens(KeyRing ring, IOptions<IssuerOptions> options, TimeProvider clock)
{
    private const int MaxLength = 8 * 1024;
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaxLength };

    /// <summary>An id token, also one that has expired: it only hints at whom it was about.</summary>
    public IssuedToken? ReadIdToken(string token) => Read(token, mustBeAlive: false) is { IsAccessToken: false } read ? read : null;

    /// <summary>An access token within its time; whether its session still goes on is for the caller to look up.</summary>
    public IssuedToken? ReadAccessToken(string token) => Read(token, mustBeAlive: true) is { IsAccessToken: true } read ? read : null;

    private IssuedToken? Read(string token, bool mustBeAlive)
    {
        if (token.Length is 0 or > MaxLength || token.Count(c => c == '.') != 2)
            return null;
        var now = clock.GetUtcNow();
        var result = _handler.ValidateToken(token, new()
        {
            ValidIssuer = options.Value.Issuer,
            ValidateAudience = false,
            IssuerSigningKeys = ring.Keys.Published(now).Select(k => k.Credentials.Key),
            RequireSignedTokens = true,
            LifetimeValidator = (_, expires, _, _) => expires is { } end && (!mustBeAlive || now.UtcDateTime < end),
        });
        return result is { IsValid: true, SecurityToken: JsonWebToken { Alg: SecurityAlgorithms.EcdsaSha256 } good }
            && Guid.TryParse(good.Subject, out var subject) && Guid.TryParse(Claim(good, "sid"), out var session)
            ? new(good, subject, session)
            : null;
    }

    internal static string? Claim(JsonWebToken token, string name) => token.Claims.FirstOrDefault(c => c.Type == name)?.Value;
}

/// <summary>A token of ours.</summary>
internal sealed record IssuedToken(JsonWebToken Token, Guid Subject, Guid SessionId)
{
    public string? ClientId => IssuedTokens.Claim(Token, "azp");

    public string Scope => IssuedTokens.Claim(Token, "scope") ?? "";

    public IEnumerable<string> Audiences => Token.Audiences;

    // Only access tokens are named one by one.
    public bool IsAccessToken => IssuedTokens.Claim(Token, "jti") is not null;
}
