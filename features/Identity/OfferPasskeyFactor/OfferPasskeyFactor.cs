using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Somebody whose password was right, and who has passkeys, gets what a device needs to prove one of them.</summary>
internal static class OfferPasskeyFactor
{
    public sealed record Request(string Challenge);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Challenge).NotEmpty();
    }

    public static async Task<Results<Ok<PasskeyOffer>, ProblemHttpResult>> Handle(
        Request request, HttpContext http, SecondFactors secondFactors, PasskeyBook passkeys, Session session, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (!OpaqueToken.TryParse(request.Challenge, out var challenge) || await secondFactors.AskedAsync(session, challenge, ct) is not { } userId)
            return SecondFactorErrors.InvalidChallenge.ToProblem();
        return (await SecondFactors.MethodsAsync(session, userId, ct)).Contains(FactorMethods.Passkey)
            ? TypedResults.Ok(await passkeys.OfferProofAsync(http, session, PasskeyPurpose.SecondFactor(userId, challenge), ct))
            : SecondFactorErrors.NotFound.ToProblem();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/second-factor/passkey/options", Handle)
        .Validate(new Validator())
        .AllowAnonymous()
        .WithExample(new Request(Challenge.Example.Token), PasskeyOffer.Example);
}
