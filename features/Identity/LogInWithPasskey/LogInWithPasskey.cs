using System.Text.Json;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Somebody proves who they are with a passkey alone, and gets tokens. Nothing more is asked: it is two factors.</summary>
internal static class LogInWithPasskey
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

    public static async Task<Results<Ok<Tokens>, ProblemHttpResult>> Handle(
        Request request, HttpContext http, PasskeyLogIns logIns, AccessTokens tokens, Session session, TimeProvider clock, CancellationToken ct)
    {
        var signedIn = await logIns.SignInAsync(http, session, new(request.Ceremony, request.Credential), ct);
        return signedIn.Error is { } refusal
            ? refusal.ToProblem(http.Response)
            : Tokens.Of(signedIn.Value, tokens, clock).Answer(http.Response);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/passkey", Handle)
        .Validate(new Validator())
        .AllowAnonymous()
        .WithExample(new Request("Yk0s…", PasskeyAnswer.Example), Tokens.Example);
}
