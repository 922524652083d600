using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>Somebody wants to be forgotten (GDPR, article 17): after a few days in which they can change their mind, or at once.</summary>
internal static class RequestErasure
{
    /// <param name="Immediately">Without the days to change one's mind.</param>
    public sealed record Request(bool Immediately = false);

    /// <param name="Receipt">Shown this once. With it the certificate can be fetched when the account is gone.</param>
    public sealed record Response(ErasureView Erasure, string Receipt);

    public sealed class Validator : AbstractValidator<Request>;

    public static async Task<IResult> Handle(Request request, ClaimsPrincipal user, AccountErasures erasures, Session session, CancellationToken ct)
    {
        var planned = await erasures.PlanAsync(session, user.UserId(), request.Immediately, ct);
        return planned.Error is { } refusal
            ? refusal.ToProblem()
            : await session.AnswerAsync(Answer.Accepted("/api/v1/users/me/erasure", new Response(planned.Value.Erasure, planned.Value.Receipt)), ct);
    }

    // No stored answer: it would keep the receipt.
    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/users/me/erasure", Handle)
        .Validate(new Validator())
        .RequireOwner()
        .RequireFreshLogin()
        .WithSummary("Erase my account and everything about me")
        .WithDescription("Orders keep their lines and totals, under an id that leads to nobody. What has to wait, such as an open order's address, goes as soon as it can.")
        .Produces<Response>(StatusCodes.Status202Accepted)
        .WithExample(new Request(), new Response(ErasureView.Example, "b3BlbiBzZXNhbWU…"), StatusCodes.Status202Accepted);
}
