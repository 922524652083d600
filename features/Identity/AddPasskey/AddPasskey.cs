using System.Security.Claims;
using System.Text.Json;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller's device has made a passkey: from now on it signs them in, and is asked for after their password. 20 at most.</summary>
internal static class AddPasskey
{
    /// <param name="Name">What the owner calls it.</param>
    /// <param name="Credential">What the browser's <c>PublicKeyCredential.toJSON()</c> gives.</param>
    public sealed record Request(string Ceremony, string Name, JsonElement Credential);

    /// <param name="RecoveryCodes">Shown this once; empty when the account has some already.</param>
    public sealed record Response(PasskeyView Passkey, IReadOnlyList<string> RecoveryCodes);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Ceremony).IsCeremony();
            RuleFor(r => r.Name).IsDisplayName();
            RuleFor(r => r.Credential).IsCredential(isNew: true);
        }
    }

    public static async Task<Results<Created<Response>, ProblemHttpResult>> Handle(
        Request request, HttpContext http, ClaimsPrincipal user, PasskeyBook passkeys, Session session, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await SecondFactors.IsProofLackingAsync(session, user, ct))
            return FreshProof.Refuse(http, secondFactor: true);
        if (SessionView.CurrentOf(user) is not { } sessionId)
            return SecondFactorErrors.SessionEnded.ToProblem();
        var added = await passkeys.AddAsync(http, session, user.UserId(), sessionId, new(request.Ceremony, request.Credential), request.Name, ct);
        return added.Error is { } error
            ? error.ToProblem()
            : TypedResults.Created((string?)null, new Response(added.Value.Passkey, added.Value.RecoveryCodes));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/users/me/passkeys", Handle)
        .Validate(new Validator())
        .RequireOwner()
        .RequireFreshLogin()
        .WithExample(
            new Request("Yk0s…", "My phone", PasskeyAnswer.EnrolmentExample), new Response(PasskeyView.Example, ["k7wm2p-xq94hd-3nva8c-u5tjre"]));
}
