using Npgsql;

namespace Commerce.Identity;

/// <summary>An application that people sign in to, or a service that speaks for itself.</summary>
internal sealed record Client(
    string Id,
    Guid SubjectId,
    Guid SessionId,
    string Name,
    byte[]? SecretHash,
    IReadOnlyList<string> RedirectUris,
    IReadOnlyList<string> PostLogoutRedirectUris,
    IReadOnlyList<string> GrantTypes,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string> Audiences,
    IReadOnlyList<string> Roles,
    bool FirstParty,
    DateTimeOffset? DisabledAt,
    DateTimeOffset CreatedAt,
    long Version)
{
    public const string Columns = """
        id, subject_id, session_id, name, secret_hash, redirect_uris, post_logout_redirect_uris, grant_types, scopes, audiences, roles,
        first_party, disabled_at, created_at, version
        """;

    /// <summary>It cannot keep a secret: a browser or a phone.</summary>
    public bool IsPublic => SecretHash is null;

    public bool May(string grantType) => GrantTypes.Contains(grantType);

    public static Client Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetGuid(1),
        row.GetGuid(2),
        row.GetString(3),
        row.IsDBNull(4) ? null : row.GetFieldValue<byte[]>(4),
        row.GetFieldValue<string[]>(5),
        row.GetFieldValue<string[]>(6),
        row.GetFieldValue<string[]>(7),
        row.GetFieldValue<string[]>(8),
        row.GetFieldValue<string[]>(9),
        row.GetFieldValue<string[]>(10),
        row.GetBoolean(11),
        row.IsDBNull(12) ? null : row.GetFieldValue<DateTimeOffset>(12),
        row.GetFieldValue<DateTimeOffset>(13),
        row.GetInt64(14));
}

/// <summary>How a client may come by tokens.</summary>
internal static class GrantTypes
{
    public const string AuthorizationCode = "authorization_code";
    public const string RefreshToken = "refresh_token";
    public const string ClientCredentials = "client_credentials";

    public static IReadOnlyList<string> All { get; } = [AuthorizationCode, RefreshToken, ClientCredentials];
}

/// <summary>What a client may know of a person.</summary>
internal static class Scopes
{
    public const string OpenId = "openid";
    public const string Profile = "profile";
    public const string Email = "email";

    public static IReadOnlyList<string> All { get; } = [OpenId, Profile, Email];
}
