using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>Staff shut an account, for a reason: nobody logs in to it, and its sessions end everywhere.</summary>
internal static class DisableUser
{
    public sealed record Request(string Reason);

    public sealed record Response(Guid UserId, string Status, int SessionsEnded);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Reason).IsLine(500);
    }

    private const string Disable = """
        UPDATE users SET lockout_end = 'infinity', disabled_at = coalesce(disabled_at, $2), disabled_reason = $3, version = version + 1 WHERE id = $1
        """;

    public static async Task<IResult> Handle(
        Guid userId, Request request, ClaimsPrincipal user, SessionRevocations revocations, AccountHistory history, Session session, TimeProvider clock,
        CancellationToken ct)
    {
        var judged = await StaffRights.JudgeAsync(session, user.UserId(), userId, ct);
        if (judged.Error is { } refusal)
            return refusal.ToProblem();
        session.Write(Disable, userId, clock.GetUtcNow(), request.Reason);
        var ended = await revocations.EndAllAsync(session, userId, SessionEnds.AccountDisabled, ct);
        history.Note(session, userId, "disabled-by-staff");
        session.WhenViolated(Role.AnOwnerRemains, RoleErrors.LastOwner);
        return await session.AnswerAsync(Answer.Ok(new Response(userId, "disabled", ended)), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPut("/api/v1/users/{userId:guid}/disablement", Handle)
        .Validate(new Validator())
        .Idempotent()
        .RequirePermission(Permissions.WriteCustomers)
        .RequireFreshSecondFactor()
        .WithExample(new Request("Chargebacks, case 4711"), new Response(Profile.Example.Id, "disabled", 2));
}
