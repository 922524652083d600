using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>The caller agrees to something, or takes it back; either is as easy (GDPR, article 7).</summary>
internal static class SetConsent
{
    /// <param name="Wording">The version of the text that was shown.</param>
    public sealed record Request(bool IsGiven, string Wording);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Wording).NotEmpty().MaximumLength(100).Matches("^[A-Za-z0-9._-]+$");
    }

    public static async Task<IResult> Handle(
        string purpose, Request request, ClaimsPrincipal user, Session session, TimeProvider clock, CancellationToken ct)
    {
        if (!Consent.Purposes.Contains(purpose))
            return PersonalDataErrors.UnknownPurpose.ToProblem();
        var now = clock.GetUtcNow();
        session.Write(
            "INSERT INTO consents (id, user_id, purpose, is_given, wording, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)",
            clock.NewId(), user.UserId(), purpose, request.IsGiven, request.Wording, now);
        return await session.AnswerAsync(Answer.Ok(new Consent(purpose, request.IsGiven, request.Wording, now)), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPut("/api/v1/users/me/consents/{purpose}", Handle)
        .Validate(new Validator())
        .Idempotent()
        .RequireOwner()
        .WithSummary("Agree to something, or take it back")
        .Produces<Consent>()
        .WithExample(new Request(true, "2026-01"), Consent.Example);
}
