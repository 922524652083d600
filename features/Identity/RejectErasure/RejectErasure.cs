using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>
/// Staff stop an erasure for which staff had asked, for a reason: whoever asked takes it back, somebody else says no, or it was approved and
/// is not carried out yet. Keeping something takes no four eyes.
/// </summary>
internal static class RejectErasure
{
    public sealed record Request(string Reason);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Reason).IsLine(500);
    }

    // Whoever comes while it is carried out waits for the end of that, and then finds it done.
    private const string CallOff = "DELETE FROM account_erasures WHERE id = (SELECT erasure_id FROM erasure_requests WHERE id = $1) AND erased_at IS NULL";

    private const string Reject = """
        UPDATE erasure_requests SET decision = 'rejected', decided_by = $2, decided_at = $3, decision_reason = $4, erasure_id = NULL
        WHERE id = $1 AND decision IS NOT DISTINCT FROM $5
        """;

    public static async Task<IResult> Handle(
        Guid requestId, Request request, ClaimsPrincipal user, AccountHistory history, Session session, TimeProvider clock, CancellationToken ct)
    {
        if (await ErasureRequestView.FindAsync(session, requestId, ct) is not { } asked)
            return PersonalDataErrors.NoSuchRequest.ToProblem();
        if (asked.Status is not ("waiting" or "approved"))
            return PersonalDataErrors.RequestDecided.ToProblem();
        var isApproved = asked.Status == "approved";
        if (isApproved)
            session.WriteOne(PersonalDataErrors.RequestDecided, CallOff, requestId);
        session.WriteOne(
            PersonalDataErrors.RequestDecided, Reject, requestId, user.UserId(), clock.GetUtcNow(), request.Reason, isApproved ? "approved" : null);
        history.Note(session, asked.UserId, "erasure-rejected-by-staff");
        await session.FlushAsync(ct);
        return await session.AnswerAsync(Answer.Ok((await ErasureRequestView.FindAsync(session, requestId, ct))!), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/erasure-requests/{requestId:guid}/rejection", Handle)
        .Validate(new Validator())
        .Idempotent()
        .RequirePermission(Permissions.WriteCustomers)
        .WithSummary("Keep an account that staff wanted erased")
        .Produces<ErasureRequestView>()
        .WithExample(new Request("It was another Ada."), ErasureRequestView.Example with
        {
            Status = "rejected",
            DecidedBy = Profile.Example.Id,
            DecidedByName = "Olivia Owner",
            DecidedAt = ErasureView.Example.RequestedAt,
            DecisionReason = "It was another Ada.",
        });
}
