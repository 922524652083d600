using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Identity.Contracts;
using Commerce.Messaging;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>Staff decide what a role grants. Every service learns it from <see cref="RolePermissionsChangedV1"/>.</summary>
internal static class SetRolePermissions
{
    public sealed record Request(IReadOnlyList<string> Permissions);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Permissions).IsListOfPermissions();
    }

    private const string Replace = """
        INSERT INTO role_permissions AS p (role, permissions, version) VALUES ($1, $2, $3)
        ON CONFLICT (role) DO UPDATE SET permissions = excluded.permissions, version = excluded.version WHERE p.version = excluded.version - 1
        """;

    public static async Task<IResult> Handle(
        string role, Request request, IfMatch ifMatch, ClaimsPrincipal user, Session session, TimeProvider clock, CancellationToken ct)
    {
        var book = await RoleBook.OpenAsync(session, user.UserId(), ct);
        var decision = book.Grant(role, request.Permissions, ifMatch.Required);
        if (decision.Error is { } refusal)
            return refusal.ToProblem();

        var granted = decision.Value;
        session.WriteOne(ETag.Stale, Replace, granted.Name, granted.Permissions.ToArray(), granted.Version);
        session.Publish(new RolePermissionsChangedV1(granted.Name, granted.Version, granted.Permissions, clock.GetUtcNow()), granted.Name);
        return await session.AnswerAsync(Answer.Ok(granted).WithVersion(granted.Version), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPut("/api/v1/roles/{role}/permissions", Handle)
        .Validate(new Validator())
        .RequireIfMatch()
        .Idempotent()
        .RequirePermission(Permissions.WriteRoles)
        .RequireFreshSecondFactor()
        .WithExample(new Request(["orders:read", "orders:write"]), new RoleBook.Entry("support", 4, ["orders:read", "orders:write"]));
}
