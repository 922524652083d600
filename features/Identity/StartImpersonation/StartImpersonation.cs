using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>
/// Staff get a token with which they see the shop as a shopper does, for a reason and a quarter of an hour. It names them as <c>act</c>, proves
/// nothing of the shopper's, cannot be refreshed, and ends with their own session. The shopper's record tells of it.
/// </summary>
internal static class StartImpersonation
{
    /// <summary>Under which name the shopper's own list of sessions shows it.</summary>
    public const string ClientId = "impersonation";

    public sealed record Request(string Reason);

    /// <param name="ExpiresIn">Seconds; there is no refresh token.</param>
    public sealed record Response(Guid ImpersonationId, Guid UserId, string AccessToken, string TokenType, int ExpiresIn);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Reason).IsLine(500);
    }

    private const string Judge = "SELECT holds_permissions(id), disabled_at IS NOT NULL FROM users WHERE id = $1";

    // Held, so that whoever ends the session of the member of staff meanwhile ends this one, too.
    private const string Begin = """
        WITH own AS (SELECT id FROM sessions WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > $5 FOR SHARE)
        INSERT INTO sessions (id, user_id, auth_time, amr, last_used_at, expires_at, client_id, device, acr, created_at, parent_id)
        SELECT $3, $4, 'epoch', '{}', $5, $6, 'impersonation', 'Our staff', '0', $5, id FROM own
        """;

    private const string Store = "INSERT INTO impersonations (id, user_id, staff_id, reason, started_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";

    public static async Task<Results<Created<Response>, ProblemHttpResult>> Handle(
        Guid userId, Request request, HttpContext http, ClaimsPrincipal user, AccessTokens tokens, AccountHistory history, Session session, TimeProvider clock,
        CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (SessionView.CurrentOf(user) is not { } own)
            return SecondFactorErrors.SessionEnded.ToProblem();
        if (await RefusalAsync(session, user.UserId(), userId, ct) is { } refusal)
            return refusal.ToProblem();
        var (id, now) = (clock.NewId(), clock.GetUtcNow());
        session.WriteOne(SecondFactorErrors.SessionEnded, Begin, own, user.UserId(), id, userId, now, now + AccessTokens.Lifetime);
        session.Write(Store, id, userId, user.UserId(), request.Reason, now, now + AccessTokens.Lifetime);
        history.Note(session, userId, "impersonated-by-staff");
        await session.CommitAsync(ct);

        var subject = new Subject(userId, id, DateTimeOffset.UnixEpoch, [], [Role.Customer]) { ActorId = user.UserId() };
        var token = tokens.Issue(subject, ClientId);
        return TypedResults.Created($"/api/v1/impersonations/{id}", new Response(id, userId, token, "Bearer", (int)AccessTokens.Lifetime.TotalSeconds));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/users/{userId:guid}/impersonations", Handle)
        .Validate(new Validator())
        .RequirePermission(Permissions.ImpersonateCustomers)
        .RequireFreshSecondFactor()
        .WithExample(
            new Request(ImpersonationView.Example.Reason),
            new Response(ImpersonationView.Example.Id, Profile.Example.Id, Tokens.Example.AccessToken, "Bearer", 900));

    // By the rows and holding those of the roles: who is given a role at this moment is no shopper any more.
    private static async Task<Error?> RefusalAsync(Session session, Guid callerId, Guid userId, CancellationToken ct)
    {
        var judged = await StaffRights.JudgeAsync(session, callerId, userId, ct);
        if (judged.Error is { Status: 404 or 409 } refusal)
            return refusal;
        var (holdsPermissions, isDisabled) = await session.QuerySingleAsync(Judge, row => (row.GetBoolean(0), row.GetBoolean(1)), ct, userId);
        if (holdsPermissions)
            return ImpersonationErrors.NotAShopper;
        return judged.Error ?? (isDisabled ? ImpersonationErrors.Disabled : null);
    }
}
