using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>
/// Staff approve what a colleague has asked for: the account is erased after the days in which its owner, who is told, can keep it. Nobody
/// approves what they asked for themselves; the database would not store it.
/// </summary>
internal static class ApproveErasure
{
    private const string Approve = """
        UPDATE erasure_requests SET decision = 'approved', decided_by = $2, decided_at = $3, erasure_id = $4 WHERE id = $1 AND decision IS NULL
        """;

    public static async Task<IResult> Handle(
        Guid requestId, ClaimsPrincipal user, AccountErasures erasures, AccountMails mails, AccountHistory history, Session session, CancellationToken ct)
    {
        if (await ErasureRequestView.FindAsync(session, requestId, ct) is not { } asked)
            return PersonalDataErrors.NoSuchRequest.ToProblem();
        if (asked.Status != "waiting")
            return PersonalDataErrors.RequestDecided.ToProblem();
        var judged = await StaffRights.JudgeAsync(session, user.UserId(), asked.UserId, ct);
        if (judged.Error is { } refusal)
            return refusal.ToProblem();
        session.WhenViolated("four_eyes", PersonalDataErrors.FourEyes);
        var planned = await erasures.PlanAsync(session, asked.UserId, immediately: false, ct);
        if (planned.Error is { } impossible)
            return impossible.ToProblem();

        var (erasure, receipt) = planned.Value;
        session.WriteOne(PersonalDataErrors.RequestDecided, Approve, requestId, user.UserId(), erasure.RequestedAt, erasure.ErasureId);
        mails.ErasurePlanned(session, judged.Value, erasure.DueAt, receipt);
        history.Note(session, asked.UserId, "erasure-approved-by-staff");
        await session.FlushAsync(ct);
        return await session.AnswerAsync(Answer.Ok((await ErasureRequestView.FindAsync(session, requestId, ct))!), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/erasure-requests/{requestId:guid}/approval", Handle)
        .Idempotent()
        .RequirePermission(Permissions.EraseCustomers)
        .RequireFreshSecondFactor()
        .WithSummary("Approve that an account is erased")
        .Produces<ErasureRequestView>()
        .WithExample(null, ErasureRequestView.Example with
        {
            Status = "approved",
            DecidedBy = Profile.Example.Id,
            DecidedByName = "Olivia Owner",
            DecidedAt = ErasureView.Example.RequestedAt,
            DueAt = ErasureView.Example.DueAt,
        });
}
