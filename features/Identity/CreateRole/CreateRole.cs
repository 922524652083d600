using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Identity.Contracts;
using Commerce.Kernel;
using Commerce.Messaging;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>Staff make a role of their own; what it grants is in force everywhere within seconds.</summary>
internal static class CreateRole
{
    public sealed record Request(string Name, IReadOnlyList<string> Permissions);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Name).NotEmpty().MaximumLength(Role.MaxNameLength).Matches(Role.NamePattern)
                .WithMessage("Must be lower-case words with hyphens between them.");
            RuleFor(r => r.Permissions).IsListOfPermissions();
        }
    }

    private const string InsertRole = "INSERT INTO roles (id, name, normalized_name, concurrency_stamp) VALUES ($1, $2, upper($2), $3)";

    private const string InsertPermissions = """
        INSERT INTO role_permissions (role, permissions, version) VALUES ($1, $2, $3)
        ON CONFLICT (role) DO UPDATE SET permissions = excluded.permissions, version = excluded.version
        """;

    public static async Task<IResult> Handle(Request request, ClaimsPrincipal user, Session session, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var book = await RoleBook.OpenAsync(session, user.UserId(), ct);
        if (await RemovedRoles.RestsUntilAsync(session, request.Name, now, ct) is { } until)
            return RoleErrors.NameRests(request.Name, until).ToProblem();
        var decision = book.Create(request.Name, request.Permissions, await RemovedRoles.LastVersionAsync(session, request.Name, ct));
        if (decision.Error is { } refusal)
            return refusal.ToProblem();

        var made = decision.Value;
        session.Write(InsertRole, clock.NewId(), made.Name, clock.NewId().ToString());
        session.Write(InsertPermissions, made.Name, made.Permissions.ToArray(), made.Version);
        session.Publish(new RolePermissionsChangedV1(made.Name, made.Version, made.Permissions, now), made.Name);
        // Nobody held the row of a role that is not there yet: two who make the same one meet here.
        session.WhenDuplicate("roles_normalized_name", RoleErrors.NameTaken(made.Name));
        return await session.AnswerAsync(Answer.Created($"/api/v1/roles/{made.Name}", made).WithVersion(made.Version), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/roles", Handle)
        .Validate(new Validator())
        .Idempotent()
        .RequirePermission(Permissions.WriteRoles)
        .RequireFreshSecondFactor()
        .WithExample(
            new Request("returns-desk", ["orders:read", "payments:read"]),
            new RoleBook.Entry("returns-desk", 1, ["orders:read", "payments:read"]),
            StatusCodes.Status201Created);
}
