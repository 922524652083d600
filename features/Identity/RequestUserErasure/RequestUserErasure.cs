using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>Staff ask for somebody's account to be erased, on that person's behalf. Nothing happens until another of them approves.</summary>
internal static class RequestUserErasure
{
    public sealed record Request(string Reason);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Reason).IsLine(500);
    }

    private const string Add = "INSERT INTO erasure_requests (id, user_id, reason, requested_by, requested_at) VALUES ($1, $2, $3, $4, $5)";

    public static async Task<IResult> Handle(
        Guid userId, Request request, ClaimsPrincipal user, AccountHistory history, Session session, TimeProvider clock, CancellationToken ct)
    {
        var judged = await StaffRights.JudgeAsync(session, user.UserId(), userId, ct);
        if (judged.Error is { } refusal)
            return refusal.ToProblem();
        if (await ErasureView.OfAsync(session, userId, ct) is not null)
            return PersonalDataErrors.UnderWay.ToProblem();
        var id = clock.NewId();
        session.WhenDuplicate("erasure_requests_one_open", PersonalDataErrors.RequestWaits);
        session.Write(Add, id, userId, request.Reason, user.UserId(), clock.GetUtcNow());
        history.Note(session, userId, "erasure-requested-by-staff");
        await session.FlushAsync(ct);
        var made = await ErasureRequestView.FindAsync(session, id, ct);
        return await session.AnswerAsync(Answer.Created($"/api/v1/erasure-requests?userId={userId}", made!), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/users/{userId:guid}/erasure-requests", Handle)
        .Validate(new Validator())
        .Idempotent()
        .RequirePermission(Permissions.WriteCustomers)
        .RequireFreshSecondFactor()
        .WithSummary("Ask for somebody's account to be erased")
        .Produces<ErasureRequestView>(StatusCodes.Status201Created)
        .WithExample(new Request(ErasureRequestView.Example.Reason!), ErasureRequestView.Example, StatusCodes.Status201Created);
}
