using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>Staff look at one account: who it is, how it is secured, and how it is. The version is for changing its roles.</summary>
internal static class GetUser
{
    /// <param name="Status"><c>active</c>, <c>unconfirmed</c> or <c>disabled</c>.</param>
    /// <param name="LastLoginAt">Of the sessions that are still known, a month back.</param>
    public sealed record Response(
        Profile Profile, string Status, string? DisabledReason, DateTimeOffset? DisabledAt, IReadOnlyList<string> SecondFactors, DateTimeOffset? LastLoginAt);

    private const string Select = """
        SELECT disabled_at, disabled_reason,
               ARRAY(SELECT method FROM second_factors f WHERE f.user_id = u.id AND confirmed_at IS NOT NULL
                     UNION SELECT 'passkey' FROM passkeys p WHERE p.user_id = u.id ORDER BY 1),
               (SELECT max(created_at) FROM sessions s WHERE s.user_id = u.id AND s.client_id <> 'impersonation')
        FROM users u WHERE id = $1
        """;

    public static async Task<IResult> Handle(Guid userId, Session session, CancellationToken ct)
    {
        if (await Profile.FindAsync(session, userId, ct) is not { } found)
            return AccountErrors.UserNotFound.ToProblem();
        var detail = await session.QuerySingleAsync(
            Select,
            row => new Response(
                found.Profile,
                !row.IsDBNull(0) ? "disabled" : found.Profile.EmailConfirmed ? "active" : "unconfirmed",
                row.IsDBNull(1) ? null : row.GetString(1),
                row.IsDBNull(0) ? null : row.GetFieldValue<DateTimeOffset>(0),
                row.GetFieldValue<string[]>(2),
                row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3)),
            ct,
            userId);
        return detail is null ? AccountErrors.UserNotFound.ToProblem() : ETag.Ok(detail, found.Version);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/{userId:guid}", Handle)
        .RequirePermission(Permissions.ReadCustomers)
        .WithExample(null, new Response(Profile.Example, "active", null, null, [FactorMethods.Totp], Profile.Example.RegisteredAt));
}
