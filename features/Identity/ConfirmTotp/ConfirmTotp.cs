using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller shows by a code that their app knows the secret. From now on it is asked for; recovery codes come with it.</summary>
internal static class ConfirmTotp
{
    public sealed record Request(string Code);

    /// <param name="RecoveryCodes">Shown this once; each lets its owner in once without the app.</param>
    public sealed record Response(IReadOnlyList<string> RecoveryCodes);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Code).NotEmpty().MaximumLength(FactorMethods.MaxCodeLength);
    }

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        Request request, HttpContext http, ClaimsPrincipal user, SecondFactors secondFactors, Session session, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        var codes = await secondFactors.ConfirmTotpAsync(session, user.UserId(), request.Code, http.Connection.RemoteIpAddress, ct);
        return codes.Error is { } refusal ? refusal.ToProblem(http.Response) : TypedResults.Ok(new Response(codes.Value));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/users/me/second-factors/totp/confirmation", Handle)
        .Validate(new Validator())
        .RequireOwner()
        .RequireFreshLogin()
        .WithExample(new Request("492039"), new Response(["k7wm2p-xq94hd-3nva8c-u5tjre"]));
}
