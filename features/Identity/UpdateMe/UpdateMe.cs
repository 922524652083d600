using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>The caller changes what they are called and which language they read.</summary>
internal static class UpdateMe
{
    public sealed record Request(string DisplayName, string Language);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.DisplayName).IsDisplayName();
            RuleFor(r => r.Language).NotEmpty().MaximumLength(35).Matches("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$").WithMessage("Must be a language tag such as \"en\" or \"de-AT\".");
        }
    }

    public static async Task<IResult> Handle(Request request, IfMatch ifMatch, ClaimsPrincipal user, Session session, CancellationToken ct)
    {
        var userId = user.UserId();
        if (await Profile.ChangeAsync(session, userId, ifMatch.Required, request.DisplayName, request.Language, ct) is { } changed)
            return await session.AnswerAsync(Answer.Ok(changed.Profile).WithVersion(changed.Version), ct);
        return (await Profile.FindAsync(session, userId, ct) is null ? AccountErrors.UserNotFound : ETag.Stale).ToProblem();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPut("/api/v1/users/me", Handle)
        .Validate(new Validator())
        .RequireIfMatch()
        .Idempotent()
        .RequireOwner()
        .WithExample(new Request("Ada King", "en-GB"), Profile.Example with { DisplayName = "Ada King", Language = "en-GB" });
}
