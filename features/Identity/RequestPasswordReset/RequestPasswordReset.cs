using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Somebody who has forgotten their password has a token mailed that lets them choose another one. The answer is the same whether or not there is such an account.</summary>
internal static class RequestPasswordReset
{
    public sealed record Request(string Email);

    /// <param name="Next">Where to look.</param>
    public sealed record Response(string Next);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() =>
            RuleFor(r => r.Email).Must(e => EmailAddress.TryParse(e, out _)).WithErrorCode("email").WithMessage("Must be an e-mail address.");
    }

    public static async Task<Results<Accepted<Response>, ProblemHttpResult>> Handle(
        Request request, HttpContext http, PasswordResets resets, Session session, CancellationToken ct)
    {
        if (await resets.RequestAsync(session, EmailAddress.Parse(request.Email), http.Connection.RemoteIpAddress, ct) is { } refusal)
            return refusal.ToProblem(http.Response);
        return TypedResults.Accepted((string?)null, new Response("mailbox"));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/forgot-password", Handle)
        .Validate(new Validator())
        .AllowAnonymous()
        .WithExample(new Request("ada@example.org"), new Response("mailbox"));
}
