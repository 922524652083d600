using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller shows by its code that mail or text messages reach them. From now on codes are asked for.</summary>
internal static class ConfirmSentFactor
{
    public sealed record Request(string Code);

    /// <param name="RecoveryCodes">Shown this once; none when there are some left from before.</param>
    public sealed record Response(IReadOnlyList<string> RecoveryCodes);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Code).NotEmpty().MaximumLength(FactorMethods.MaxCodeLength);
    }

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        string method, Request request, HttpContext http, ClaimsPrincipal user, SentFactors sentFactors, Session session, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (!FactorMethods.IsSent(method))
            return SecondFactorErrors.NotFound.ToProblem();
        if (await Mailbox.OfAsync(session, user.UserId(), ct) is not { } owner)
            return AccountErrors.UserNotFound.ToProblem();
        var codes = await sentFactors.ConfirmAsync(session, owner, method, request.Code, http.Connection.RemoteIpAddress, ct);
        return codes.Error is { } refusal ? refusal.ToProblem(http.Response) : TypedResults.Ok(new Response(codes.Value));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/users/me/second-factors/{method}/confirmation", Handle)
        .Validate(new Validator())
        .RequireOwner()
        .RequireFreshLogin()
        .WithExample(new Request("492039"), new Response(["k7wm2p-xq94hd-3nva8c-u5tjre"]));
}
