using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>Staff see who works here: everybody with a role other than <c>customer</c>, the newest account first.</summary>
internal static class ListStaff
{
    /// <param name="SecondFactors">Empty: their roles grant nothing until they set one up.</param>
    /// <param name="Version">For changing their roles.</param>
    public sealed record Item(
        Guid UserId, string Email, string DisplayName, IReadOnlyList<string> Roles, bool IsDisabled, IReadOnlyList<string> SecondFactors,
        DateTimeOffset? LastLoginAt, long Version);

    private const string Listing = "staff";

    // By the roles, of which there are few: not by the accounts, of which there may be millions.
    private const string Select = """
        SELECT u.id, u.email, u.display_name, ARRAY(SELECT r.name FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id ORDER BY r.name),
               u.disabled_at IS NOT NULL,
               ARRAY(SELECT method FROM second_factors f WHERE f.user_id = u.id AND confirmed_at IS NOT NULL
                     UNION SELECT 'passkey' FROM passkeys p WHERE p.user_id = u.id ORDER BY 1),
               (SELECT max(created_at) FROM sessions s WHERE s.user_id = u.id AND s.client_id <> 'impersonation'), u.version
        FROM users u
        WHERE u.id = ANY (ARRAY(SELECT ur.user_id FROM user_roles ur WHERE ur.role_id = ANY (ARRAY(SELECT id FROM roles WHERE name <> 'customer'))))
            AND ($1::uuid IS NULL OR u.id < $1)
        ORDER BY u.id DESC LIMIT $2
        """;

    public static async Task<IResult> Handle(string? cursor, int? limit, Session session, CancellationToken ct)
    {
        var asked = PageRequest.Read(Listing, cursor, limit, Limit.Staff, otherwise: 50);
        if (asked.Error is { } refusal)
            return refusal.ToProblem();
        var rows = await session.QueryAsync(
            Select,
            row => new Item(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.GetFieldValue<string[]>(3),
                row.GetBoolean(4),
                row.GetFieldValue<string[]>(5),
                row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6),
                row.GetInt64(7)),
            ct,
            asked.Value.After?.Id(0),
            asked.Value.Rows);
        return TypedResults.Ok(asked.Value.PageOf(rows, last => [last.UserId]));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/staff", Handle)
        .RequirePermission(Permissions.ReadRoles)
        .WithSummary("Who works here")
        .Produces<Page<Item>>()
        .WithExample(null, new Page<Item>([new(Profile.Example.Id, Profile.Example.Email, Profile.Example.DisplayName, ["support"], false, [FactorMethods.Totp], Profile.Example.RegisteredAt, 3)], null));
}
