using System.Text.Json;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Somebody whose password was right proves a passkey as the second factor that the login asked for, and gets tokens.</summary>
internal static class CompleteWithPasskey
{
    /// <param name="Credential">What the browser's <c>PublicKeyCredential.toJSON()</c> gives.</param>
    public sealed record Request(string Challenge, string Ceremony, JsonElement Credential);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Challenge).NotEmpty();
            RuleFor(r => r.Ceremony).IsCeremony();
            RuleFor(r => r.Credential).IsCredential(isNew: false);
        }
    }

    public static async Task<Results<Ok<Tokens>, ProblemHttpResult>> Handle(
        Request request, HttpContext http, PasskeyLogIns logIns, AccessTokens tokens, Session session, TimeProvider clock, CancellationToken ct)
    {
        var signedIn = await logIns.CompleteAsync(http, session, request.Challenge, new(request.Ceremony, request.Credential), ct);
        return signedIn.Error is { } refusal
            ? refusal.ToProblem(http.Response)
            : Tokens.Of(signedIn.Value, tokens, clock).Answer(http.Response);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/second-factor/passkey", Handle)
        .Validate(new Validator())
        .AllowAnonymous()
        .WithExample(new Request(Challenge.Example.Token, "Yk0s…", PasskeyAnswer.Example), Tokens.Example);
}
