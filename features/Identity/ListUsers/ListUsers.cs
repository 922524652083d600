using System.Text.RegularExpressions;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Staff look up accounts, newest first, by the beginning of an address or by role.</summary>
internal static partial class ListUsers
{
    public sealed record Item(
        Guid Id, string Email, string DisplayName, DateTimeOffset RegisteredAt, DateTimeOffset? LockedUntil, IReadOnlyList<string> Roles, long Version);

    private const string Listing = "users";

    // The role is joined to its users first: filtering a million accounts for a dozen members of staff would read them all.
    private const string Select = """
        SELECT u.id, u.email, u.display_name, u.registered_at, u.lockout_end,
               ARRAY(SELECT r.name FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id ORDER BY r.name), u.version
        FROM users u
        WHERE ($1::text IS NULL OR u.normalized_email LIKE $1 ESCAPE '\')
          AND ($2::text IS NULL OR u.id IN (SELECT ur.user_id FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE r.name = $2))
          AND ($3::uuid IS NULL OR u.id < $3)
        ORDER BY u.id DESC LIMIT $4
        """;

    public static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> Handle(
        string? email, string? role, string? cursor, int? limit, Session session, CancellationToken ct)
    {
        var size = Limit.Read(limit, Limit.Staff, otherwise: 50);
        if (size.Error is { } badLimit)
            return badLimit.ToProblem();
        var after = Cursor.Decode(cursor, Listing);
        if (after.Error is { } badCursor)
            return badCursor.ToProblem();
        if (CheckFilter(email, role) is { } badFilter)
            return badFilter.ToProblem();

        var rows = await session.QueryAsync(
            Select,
            row => new Item(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.GetFieldValue<DateTimeOffset>(3),
                row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4),
                row.GetFieldValue<string[]>(5),
                row.GetInt64(6)),
            ct,
            email is null ? null : LikeSpecial().Replace(email.ToUpperInvariant(), @"\$0") + "%",
            role,
            after.Value.IsStart ? null : after.Value.Id(0),
            size.Value + 1);
        return TypedResults.Ok(Page.Of(rows, size.Value, last => Cursor.Encode(Listing, last.Id)));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users", Handle)
        .RequirePermission(Permissions.ReadCustomers)
        .WithExample(null, new Page<Item>([new(Profile.Example.Id, Profile.Example.Email, Profile.Example.DisplayName, Profile.Example.RegisteredAt, null, [Role.Customer], 1)], null));

    private static Error? CheckFilter(string? email, string? role)
    {
        List<FieldError> faults = [];
        if (email is not null && !PartOfAddress().IsMatch(email))
            faults.Add(new("email", "invalid", "Must be the beginning of an e-mail address."));
        if (role is not null && !RoleName().IsMatch(role))
            faults.Add(new("role", "invalid", "Must be the name of a role."));
        return faults.Count == 0 ? null : new(422, "validation_failed", "Some values are not acceptable.") { Fields = faults };
    }

    [GeneratedRegex(@"\A[!-~]{1,254}\z")]
    private static partial Regex PartOfAddress();

    [GeneratedRegex(@"\A[a-z][a-z-]{0,49}\z")]
    private static partial Regex RoleName();

    [GeneratedRegex(@"[\\%_]")]
    private static partial Regex LikeSpecial();
}
