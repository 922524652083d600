using System.Security.Claims;
using System.Text.Json;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller proves once more who they are by a passkey, and gets an access token that says so.</summary>
internal static class StepUpWithPasskey
{
    /// <param name="Credential">What the browser's <c>PublicKeyCredential.toJSON()</c> gives.</param>
    public sealed record Request(string Ceremony, JsonElement Credential);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Ceremony).IsCeremony();
            RuleFor(r => r.Credential).IsCredential(isNew: false);
        }
    }

    public static async Task<Results<Ok<RenewedToken>, ProblemHttpResult>> Handle(
        Request request, HttpContext http, ClaimsPrincipal user, PasskeyBook passkeys, RenewedProofs renewed, Session session, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        var token = await renewed.RenewAsync(
            session,
            user,
            async (sessionId, before) =>
            {
                var proved = await passkeys.ProveFactorAsync(
                    http, session, PasskeyPurpose.StepUp(user.UserId(), sessionId), new(request.Ceremony, request.Credential), ct);
                return proved.Error is { } refusal ? refusal : (string[])[.. before.Union(proved.Value.Amr)];
            },
            ct);
        return token.Error is { } refused ? refused.ToProblem(http.Response) : TypedResults.Ok(token.Value);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/step-up/passkey", Handle)
        .Validate(new Validator())
        .RequireOwner()
        .WithExample(new Request("Yk0s…", PasskeyAnswer.Example), RenewedToken.Example);
}
