using System.Text.Json;
using Commerce.Kernel;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Commerce.Identity;

/// <summary>Who the tokens say they are from, and for whom.</summary>
internal sealed class IssuerOptions
{
    /// <summary>The <c>iss</c> of every token, and the base of the endpoints in discovery: <c>https://…/realms/commerce</c>.</summary>
    public string Issuer { get; set; } = "";

    public string Audience { get; set; } = "commerce-api";

    /// <summary>Where browsers reach this service, when that is another host than the issuer's: the gateway.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>People's tokens come from somewhere else, a Keycloak: services believe this issuer only what API keys are exchanged for.</summary>
    public static bool IsForApiKeysOnly(IConfiguration configuration) =>
        configuration["Auth:ApiKeys:Authority"] is { } own && own.TrimEnd('/') != configuration["Auth:Authority"]?.TrimEnd('/');

    /// <summary>This service's own name as an issuer.</summary>
    public static string NameFrom(IConfiguration configuration) => (IsForApiKeysOnly(configuration)
        ? configuration["Auth:ApiKeys:Authority"]
        : configuration["Auth:Issuer"] ?? configuration["Auth:Authority"])?.TrimEnd('/') ?? "";
}

/// <summary>Signs access tokens: ES256, 15 minutes, in Keycloak's shape, without personal data beyond the user's id.</summary>
internal sealed class AccessTokens(KeyRing ring, IOptions<IssuerOptions> options, TimeProvider clock)
{
    public const string ClientId = "commerce-shop";
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>A token for the platform's own API.</summary>
    public string Issue(Subject subject, string clientId = ClientId) => Issue(subject, clientId, options.Value.Audience, scope: null);

    /// <summary>A token that was given to one client, for one audience.</summary>
    public string Issue(Subject subject, string clientId, string audience, string? scope)
    {
        var now = clock.GetUtcNow();
        var key = ring.Keys.Active(now) ?? throw new InvalidOperationException("No signing key is active.");
        var claims = new AccessTokenClaims
        {
            Iss = options.Value.Issuer,
            Aud = audience,
            Sub = subject.UserId.ToString(),
            Sid = subject.SessionId.ToString(),
            Jti = clock.NewId().ToString(),
            Azp = clientId,
            Scope = scope,
            Iat = now.ToUnixTimeSeconds(),
            Nbf = now.ToUnixTimeSeconds(),
            Exp = (now + Lifetime).ToUnixTimeSeconds(),
            AuthTime = subject.AuthTime.ToUnixTimeSeconds(),
            Amr = subject.Amr,
            Acr = subject.ActorId is null ? Commerce.Identity.Acr.Of(subject.Amr) : Commerce.Identity.Acr.NoFactor,
            RealmAccess = new(subject.Roles),
            Act = subject.ActorId is { } actor ? new(actor.ToString()) : null,
        };
        return Handler.CreateToken(JsonSerializer.Serialize(claims, IdentityJson.Default.AccessTokenClaims), key.Credentials);
    }
}

/// <summary>Whom a token speaks for, and how that person proved it.</summary>
internal sealed record Subject(Guid UserId, Guid SessionId, DateTimeOffset AuthTime, IReadOnlyList<string> Amr, IReadOnlyList<string> Roles)
{
    /// <summary>Who acts in that person's name, if it is not that person.</summary>
    public Guid? ActorId { get; init; }
}

/// <summary>The payload of an access token.</summary>
internal sealed record AccessTokenClaims
{
    public required string Iss { get; init; }

    public required string Aud { get; init; }

    public required string Sub { get; init; }

    public required string Sid { get; init; }

    public required string Jti { get; init; }

    public required string Azp { get; init; }

    public string? Scope { get; init; }

    public required long Iat { get; init; }

    public required long Nbf { get; init; }

    public required long Exp { get; init; }

    public required long AuthTime { get; init; }

    public required IReadOnlyList<string> Amr { get; init; }

    /// <summary>How many factors were given: "1" or "2".</summary>
    public required string Acr { get; init; }

    public required RealmAccess RealmAccess { get; init; }

    /// <summary>Who acts in the subject's name (RFC 8693 4.1).</summary>
    public Actor? Act { get; init; }
}

/// <summary>Who acts in somebody's name.</summary>
internal sealed record Actor(string Sub);

/// <summary>Where Keycloak puts a user's roles.</summary>
internal sealed record RealmAccess(IReadOnlyList<string> Roles);
