using System.Text.RegularExpressions;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Staff look up accounts, newest first, by the beginning of an address or name, by role, status and date.</summary>
internal static partial class ListUsers
{
    public sealed record Item(
        Guid Id, string Email, string DisplayName, DateTimeOffset RegisteredAt, DateTimeOffset? LockedUntil, string Status, DateTimeOffset? LastLoginAt, IReadOnlyList<string> Roles, long Version);

    private const string Listing = "users";

    /// <summary>From how many accounts on a filter is no narrow one.</summary>
    private const int Many = 2_000;

    private const string Select = """
        SELECT u.id, u.email, u.display_name, u.registered_at, u.lockout_end,
               ARRAY(SELECT r.name FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id ORDER BY r.name), u.version,
               u.disabled_at IS NOT NULL, u.email_confirmed, (SELECT max(created_at) FROM sessions s WHERE s.user_id = u.id AND s.client_id <> 'impersonation')
        FROM users u
        """;

    public static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> Handle(
        string? email, string? name, string? role, string? status, DateTimeOffset? registeredFrom, DateTimeOffset? registeredTo, string? cursor, int? limit, Session session, CancellationToken ct)
    {
        var asked = PageRequest.Read(Listing, cursor, limit, Limit.Staff, otherwise: 50);
        if (asked.Error is { } refusal)
            return refusal.ToProblem();
        if (CheckFilter(email, name, role, status) is { } badFilter)
            return badFilter.ToProblem();

        // Only the conditions that were asked for: each combination is planned by itself, by the index that serves it.
        var conditions = new Conditions();
        conditions.Add(await BeginsWithAsync(session, "normalized_email", email?.ToUpperInvariant(), ct), email?.ToUpperInvariant());
        conditions.Add(await BeginsWithAsync(session, "lower(display_name)", name?.ToLowerInvariant(), ct), name?.ToLowerInvariant());
        conditions.Add(await HasRoleAsync(session, role, ct), role);
        conditions.Add("u.registered_at >= {0}", registeredFrom?.ToUniversalTime());
        conditions.Add("u.registered_at < {0}", registeredTo?.ToUniversalTime());
        if (asked.Value.After is not null)
            conditions.Add("(u.registered_at, u.id) < ({0}, {1})", asked.Value.After.Time(0), asked.Value.After.Id(1));
        conditions.AddFixed(StatusIs(status));

        var rows = await session.QueryAsync(
            $"{Select}{conditions.Sql} ORDER BY u.registered_at DESC, u.id DESC LIMIT {asked.Value.Rows}",
            row => new Item(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.GetFieldValue<DateTimeOffset>(3),
                row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4),
                row.GetBoolean(7) ? "disabled" : row.GetBoolean(8) ? "active" : "unconfirmed",
                row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9),
                row.GetFieldValue<string[]>(5),
                row.GetInt64(6)),
            ct,
            conditions.Parameters);
        return TypedResults.Ok(asked.Value.PageOf(rows, last => [last.RegisteredAt, last.Id]));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users", Handle)
        .RequirePermission(Permissions.ReadCustomers)
        .WithExample(null, new Page<Item>([new(Profile.Example.Id, Profile.Example.Email, Profile.Example.DisplayName, Profile.Example.RegisteredAt, null, "active", Profile.Example.RegisteredAt, [Role.Customer], 1)], null));

    // Few are found first, by the index, or the plan would walk through all accounts for them. Among many, walking from the newest account
    // on soon has a page full of them, where gathering and sorting all would take the longer the more there are.
    private static async Task<string> BeginsWithAsync(Session session, string expression, string? prefix, CancellationToken ct)
    {
        var few = $"SELECT id FROM users WHERE {RangeOf(expression)}";
        return await AreManyAsync(session, few, prefix, ct) ? $"starts_with({expression}, {{0}})" : $"u.id = ANY (ARRAY({few}))";
    }

    private static async Task<string> HasRoleAsync(Session session, string? role, CancellationToken ct)
    {
        const string Holders = "SELECT ur.user_id FROM user_roles ur WHERE ur.role_id = (SELECT id FROM roles WHERE name = {0})";
        const string InOrder = $"{Holders} ORDER BY ur.user_id"; // as the index has them, or a plan for any role would rather read the table
        return await AreManyAsync(session, InOrder, role, ct) ? $"EXISTS ({Holders} AND ur.user_id = u.id)" : $"u.id = ANY (ARRAY({InOrder} LIMIT {Many}))";
    }

    private static async Task<bool> AreManyAsync(Session session, string some, string? parameter, CancellationToken ct) =>
        parameter is not null && await session.QuerySingleAsync(
            $"SELECT count(*) > {Many} FROM ({some.Replace("{0}", "$1", StringComparison.Ordinal)} LIMIT {Many + 1}) AS found",
            row => row.GetBoolean(0), ct, parameter);

    // Not LIKE: a plan that is kept for all values cannot read its pattern.
    private static string RangeOf(string expression) =>
        $$"""{{expression}} ~>=~ {0}::text AND {{expression}} ~<~ ({0}::text || E'\U0010FFFF')""";

    private static string? StatusIs(string? status) => status switch
    {
        "disabled" => "u.disabled_at IS NOT NULL",
        "active" => "u.disabled_at IS NULL AND u.email_confirmed",
        "unconfirmed" => "u.disabled_at IS NULL AND NOT u.email_confirmed",
        _ => null,
    };

    private static Error? CheckFilter(string? email, string? name, string? role, string? status)
    {
        List<FieldError> faults = [];
        if (email is not null && !PartOfAddress().IsMatch(email))
            faults.Add(new("email", "invalid", "Must be the beginning of an e-mail address."));
        if (role is not null && !RoleName().IsMatch(role))
            faults.Add(new("role", "invalid", "Must be the name of a role."));
        if (name is { Length: 0 or > User.MaxDisplayNameLength })
            faults.Add(new("name", "invalid", "Must be the beginning of a name."));
        if (status is not (null or "active" or "unconfirmed" or "disabled"))
            faults.Add(new("status", "invalid", "Must be \"active\", \"unconfirmed\" or \"disabled\"."));
        return faults.Count == 0 ? null : new(422, "validation_failed", "Some values are not acceptable.") { Fields = faults };
    }

    [GeneratedRegex(@"\A[!-~]{1,254}\z")]
    private static partial Regex PartOfAddress();

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,49}\z")]
    private static partial Regex RoleName();
}
