using System.Text.Json;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Npgsql;

namespace Commerce.Identity;

/// <summary>
/// Staff see what a change of roles would do before they save it: who gains and who loses what, all their roles together, and how many
/// API keys would lose scopes. Nothing is changed.
/// </summary>
internal static class ForeseeRights
{
    /// <param name="Permissions">What the role would grant; none, to see what its removal would do.</param>
    public sealed record Change(string Role, IReadOnlyList<string> Permissions);

    public sealed record Request(IReadOnlyList<Change> Changes);

    public sealed record Person(Guid UserId, string Email, string DisplayName, IReadOnlyList<string> Gains, IReadOnlyList<string> Loses);

    /// <summary>How many people gain, and how many lose a permission.</summary>
    public sealed record Tally(string Permission, int Gain, int Lose);

    /// <param name="People">The first hundred whose rights would change.</param>
    /// <param name="Affected">How many there are.</param>
    /// <param name="ApiKeys">Keys that are good now and would lose a scope with their issuer.</param>
    public sealed record Response(int Affected, IReadOnlyList<Person> People, IReadOnlyList<Tally> Permissions, int ApiKeys);

    public sealed class Validator : AbstractValidator<Request>
    {
        private const int MaxChanges = 100;

        public Validator()
        {
            RuleFor(r => r.Changes).NotEmpty().Must(c => c is null || c.Count <= MaxChanges).WithMessage($"At most {MaxChanges} roles.");
            RuleForEach(r => r.Changes).NotNull().ChildRules(change =>
            {
                change.RuleFor(c => c.Role).NotEmpty().MaximumLength(Role.MaxNameLength);
                change.RuleFor(c => c.Permissions).IsListOfPermissions();
            });
        }
    }

    private const int MaxPeople = 100;

    // The holders of the roles, with what all their roles grant now and would grant then.
    private const string Compare = """
        WITH change AS (SELECT role, permissions FROM jsonb_to_recordset($1) AS c (role text, permissions text[])),
        holder AS (SELECT DISTINCT ur.user_id FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE r.name IN (SELECT role FROM change)),
        held AS (
            SELECT h.user_id, coalesce(p.permissions, '{}') AS before, coalesce(c.permissions, p.permissions, '{}') AS after
            FROM holder h JOIN user_roles ur ON ur.user_id = h.user_id JOIN roles r ON r.id = ur.role_id
                LEFT JOIN role_permissions p ON p.role = r.name LEFT JOIN change c ON c.role = r.name),
        before AS (SELECT DISTINCT user_id, unnest(before) AS permission FROM held),
        after AS (SELECT DISTINCT user_id, unnest(after) AS permission FROM held),
        difference AS (
            SELECT user_id, permission, a.user_id IS NOT NULL AS gained FROM before b FULL JOIN after a USING (user_id, permission)
            WHERE a.user_id IS NULL OR b.user_id IS NULL)
        SELECT u.id, u.email, u.display_name,
               coalesce(array_agg(d.permission ORDER BY d.permission) FILTER (WHERE d.gained), '{}'),
               coalesce(array_agg(d.permission ORDER BY d.permission) FILTER (WHERE NOT d.gained), '{}'),
               (SELECT count(*)::int FROM api_keys k WHERE k.issued_by = u.id AND k.revoked_at IS NULL AND k.expires_at > $2
                  AND k.scopes && array_agg(d.permission) FILTER (WHERE NOT d.gained))
        FROM difference d JOIN users u ON u.id = d.user_id GROUP BY u.id ORDER BY u.display_name, u.id
        """;

    public static async Task<IResult> Handle(Request request, Session session, TimeProvider clock, CancellationToken ct)
    {
        if (request.Changes.Any(c => c.Role == Role.Owner))
            return RoleErrors.OwnerIsFixed.ToProblem();
        if (request.Changes.Any(c => c.Role == Role.Customer))
            return RoleErrors.CustomersHoldNone.ToProblem();
        var changes = Pg.Jsonb(JsonSerializer.Serialize(request.Changes.DistinctBy(c => c.Role), JsonSerializerOptions.Web));
        var found = await session.QueryAsync(Compare, row => (Person: Read(row), Keys: row.GetInt32(5)), ct, changes, clock.GetUtcNow());
        var people = found.ConvertAll(f => f.Person);
        return TypedResults.Ok(new Response(people.Count, [.. people.Take(MaxPeople)], [.. TallyOf(people)], found.Sum(f => f.Keys)));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/roles/foresight", Handle)
        .Validate(new Validator())
        .RequirePermission(Permissions.ReadRoles)
        .WithSummary("What a change of roles would do")
        .Produces<Response>()
        .WithExample(
            new Request([new("support", ["orders:read"])]),
            new Response(
                1, [new(Profile.Example.Id, Profile.Example.Email, Profile.Example.DisplayName, [], ["orders:write"])], [new("orders:write", 0, 1)], 0));

    private static IEnumerable<Tally> TallyOf(List<Person> people) => people
        .SelectMany(p => p.Gains.Select(g => (Permission: g, Gain: 1, Lose: 0)).Concat(p.Loses.Select(l => (Permission: l, Gain: 0, Lose: 1))))
        .GroupBy(c => c.Permission, StringComparer.Ordinal)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => new Tally(g.Key, g.Sum(c => c.Gain), g.Sum(c => c.Lose)));

    private static Person Read(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<string[]>(3), row.GetFieldValue<string[]>(4));
}
