using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Commerce.Defaults;

/// <summary>Tokens that passed lately, by their hash, in two generations: memory stays bounded whatever callers send.</summary>
internal sealed class VerifiedTokens
{
    private const int GenerationSize = 5_000;

    private ConcurrentDictionary<TokenHash, VerifiedToken> _young = new();
    private ConcurrentDictionary<TokenHash, VerifiedToken> _old = new();

    public VerifiedToken? Find(TokenHash hash, DateTimeOffset now)
    {
        var found = _young.TryGetValue(hash, out var token) || _old.TryGetValue(hash, out token);
        return found && now < token!.Until ? token : null;
    }

    public void Add(TokenHash hash, VerifiedToken token)
    {
        if (_young.Count >= GenerationSize)
        {
            _old = _young;
            _young = new();
        }

        _young[hash] = token;
    }
}

/// <summary>SHA-256 of a token: the cache never holds a token that could be stolen from it.</summary>
internal readonly record struct TokenHash(UInt128 High, UInt128 Low)
{
    public static TokenHash Of(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        return MemoryMarshal.Read<TokenHash>(hash);
    }
}

/// <summary>A token whose signature and claims were found good.</summary>
/// <param name="Until">When it has to be judged anew.</param>
internal sealed record VerifiedToken(JsonWebToken Token, DateTimeOffset Until)
{
    private const string RealmAccess = "realm_access";
    private const string RoleClaim = "role";

    private readonly string[] _roles = ReadRoles(Token);
    private volatile Resolved? _resolved;

    /// <summary>The session it was issued in; empty for issuers that know none.</summary>
    public Guid SessionId { get; } = Guid.TryParse(Token.Claims.FirstOrDefault(c => c.Type == "sid")?.Value, out var id) ? id : Guid.Empty;

    /// <summary>It speaks for an application that came with an API key.</summary>
    // Nobody's roles, but exactly the permissions it names. A person's scopes grant nothing.
    public bool IsOfAnApiKey { get; } = Token.Claims.Any(c => c is { Type: Permission.TokenUseClaim, Value: Permission.ApiKeyUse });

    /// <summary>The bearer with what the roles grant now.</summary>
    public ClaimsPrincipal PrincipalFor(FrozenDictionary<string, string[]> grants)
    {
        if (_resolved is not { } known || !ReferenceEquals(known.Grants, grants))
            _resolved = known = new Resolved(grants, Build(grants));
        return known.Principal;
    }

    private ClaimsPrincipal Build(FrozenDictionary<string, string[]> grants)
    {
        // What a token says of permissions and roles elsewhere than in realm_access grants nothing.
        var claims = Token.Claims.Where(c => c.Type is not (RealmAccess or RoleClaim or Permission.ClaimType));
        var identity = new ClaimsIdentity(claims, "Bearer", "sub", RoleClaim);
        foreach (var role in _roles)
            identity.AddClaim(new Claim(RoleClaim, role));
        var permissions = IsOfAnApiKey ? Scopes(Token) : _roles.SelectMany(role => grants.GetValueOrDefault(role, []));
        foreach (var permission in permissions.Distinct(StringComparer.Ordinal))
            identity.AddClaim(new Claim(Permission.ClaimType, permission));
        return new ClaimsPrincipal(identity);
    }

    private static IEnumerable<string> Scopes(JsonWebToken token) =>
        token.Claims.Where(c => c.Type == "scope").SelectMany(c => c.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string[] ReadRoles(JsonWebToken token)
    {
        if (token.Claims.FirstOrDefault(c => c.Type == RealmAccess)?.Value is not { } access)
            return [];
        try
        {
            using var document = JsonDocument.Parse(access);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("roles", out var roles) && roles.ValueKind == JsonValueKind.Array
                ? [.. roles.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.String).Select(r => r.GetString()!)]
                : [];
        }
        catch (JsonException)
        {
            return []; // signed, but by an issuer that writes the claim in another way: no roles
        }
    }

    private sealed record Resolved(FrozenDictionary<string, string[]> Grants, ClaimsPrincipal Principal);
}
