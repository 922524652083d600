using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Identity.Contracts;
using Commerce.Messaging;

namespace Commerce.Identity;

/// <summary>
/// Staff remove a role of their own making. Who holds it must have lost it before, unless <c>takeFromHolders=true</c> takes it from them.
/// </summary>
internal static class DeleteRole
{
    private const string CountHolders = "SELECT count(*) FROM user_roles WHERE role_id = (SELECT id FROM roles WHERE name = $1)";

    private const string Take = """
        WITH taken AS (DELETE FROM user_roles WHERE role_id = (SELECT id FROM roles WHERE name = $1) RETURNING user_id)
        UPDATE users SET version = version + 1 WHERE id IN (SELECT user_id FROM taken)
        """;

    private const string Remove = "DELETE FROM roles WHERE name = $1";

    // The row stays, with a higher version: a role of the same name that is made later must count as newer everywhere.
    private const string Empty = "UPDATE role_permissions SET permissions = '{}', version = $2 WHERE role = $1";

    private const string Remember = """
        INSERT INTO removed_roles (name, removed_at) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET removed_at = excluded.removed_at
        """;

    public static async Task<IResult> Handle(
        string role, bool? takeFromHolders, IfMatch ifMatch, ClaimsPrincipal user, Session session, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var book = await RoleBook.OpenAsync(session, user.UserId(), ct);
        var decision = book.Remove(role, ifMatch.Required);
        if (decision.Error is { } refusal)
            return refusal.ToProblem();
        var holders = (await session.QueryAsync(CountHolders, row => row.GetInt64(0), ct, role)).Single();
        if (holders > 0 && takeFromHolders is not true)
            return RoleErrors.Held(role, holders).ToProblem();

        var removed = decision.Value;
        session.Write(Take, role);
        session.Write(Remove, role);
        session.Write(Empty, role, removed.Version);
        session.Write(Remember, role, now);
        session.Publish(new RolePermissionsChangedV1(role, removed.Version, [], now), role);
        return await session.AnswerAsync(Answer.NoContent(), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapDelete("/api/v1/roles/{role}", Handle)
        .RequireIfMatch()
        .Idempotent()
        .RequirePermission(Permissions.WriteRoles)
        .RequireFreshSecondFactor()
        .WithExample(request: null, response: null, StatusCodes.Status204NoContent);
}
