using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller wants codes by text message as a second factor: one goes to the number that they give, and counts once it has come back.</summary>
internal static class EnrolSmsCode
{
    public sealed record Request(string PhoneNumber);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.PhoneNumber)
            .Must(n => Commerce.Identity.PhoneNumber.TryParse(n, out _))
            .WithErrorCode("phone_number")
            .WithMessage("Must be a telephone number with its country code, such as +49 30 123456.");
    }

    public static async Task<Results<Accepted<SentCode>, ProblemHttpResult>> Handle(
        Request request, ClaimsPrincipal user, HttpContext http, SentFactors sentFactors, Session session, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await SecondFactors.IsProofLackingAsync(session, user, ct))
            return FreshProof.Refuse(http, secondFactor: true);
        if (await Mailbox.OfAsync(session, user.UserId(), ct) is not { } owner)
            return AccountErrors.UserNotFound.ToProblem();
        var sent = await sentFactors.EnrolAsync(session, owner, PhoneNumber.Parse(request.PhoneNumber), http.Connection.RemoteIpAddress, ct);
        return sent.Error is { } refusal ? refusal.ToProblem(http.Response) : TypedResults.Accepted((string?)null, sent.Value);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/users/me/second-factors/sms", Handle)
        .Validate(new Validator())
        .RequireOwner()
        .RequireFreshLogin()
        .WithExample(new Request("+49 30 123456"), SentCode.Example, StatusCodes.Status202Accepted);
}
