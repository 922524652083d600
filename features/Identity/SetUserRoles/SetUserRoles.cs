using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>Staff decide which roles somebody has. Whoever loses one has to log in again: tokens still name it.</summary>
internal static class SetUserRoles
{
    public sealed record Request(IReadOnlyList<string> Roles);

    public sealed record Response(Guid UserId, IReadOnlyList<string> Roles);

    public sealed class Validator : AbstractValidator<Request>
    {
        public const int MaxRoles = 20;

        public Validator()
        {
            RuleFor(r => r.Roles).NotNull().Must(r => r is null || r.Count <= MaxRoles).WithMessage($"At most {MaxRoles} roles.");
            RuleForEach(r => r.Roles).NotEmpty().MaximumLength(50);
        }
    }

    private const string CountUp = "UPDATE users SET version = version + 1 WHERE id = $1 AND version = $2";
    private const string Take = "DELETE FROM user_roles WHERE user_id = $1 AND role_id IN (SELECT id FROM roles WHERE name <> ALL($2))";

    private const string Give = """
        INSERT INTO user_roles (user_id, role_id) SELECT $1, id FROM roles WHERE name = ANY($2) ON CONFLICT DO NOTHING
        """;

    public static async Task<IResult> Handle(
        Guid userId, Request request, IfMatch ifMatch, ClaimsPrincipal user, SessionRevocations revocations, Session session, CancellationToken ct)
    {
        var book = await RoleBook.OpenAsync(session, user.UserId(), ct);
        if (await Profile.FindAsync(session, userId, ct) is not { } found)
            return AccountErrors.UserNotFound.ToProblem();
        string[] wanted = [.. request.Roles.Distinct().Order(StringComparer.Ordinal)];
        if (book.Assign(found.Profile.Roles.ToArray(), wanted) is { } refusal)
            return refusal.ToProblem();

        session.WriteOne(ETag.Stale, CountUp, userId, ifMatch.Required);
        session.Write(Give, userId, wanted);
        session.Write(Take, userId, wanted);
        if (found.Profile.Roles.Except(wanted).Any())
            await revocations.EndAllAsync(session, userId, SessionEnds.RolesTaken, ct);
        session.WhenViolated(Role.AnOwnerRemains, RoleErrors.LastOwner);
        return await session.AnswerAsync(Answer.Ok(new Response(userId, wanted)).WithVersion(ifMatch.Required + 1), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPut("/api/v1/users/{userId:guid}/roles", Handle)
        .Validate(new Validator())
        .RequireIfMatch()
        .Idempotent()
        .RequirePermission(Permissions.WriteRoles)
        .RequireFreshSecondFactor()
        .WithExample(new Request(["support"]), new Response(Profile.Example.Id, ["support"]));
}
