using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>The caller changes what they are called and in which language, currency and time zone they shop.</summary>
internal static class UpdateMe
{
    public sealed record Request(string DisplayName, string Language, string? Currency = null, string? TimeZone = null);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.DisplayName).IsDisplayName();
            RuleFor(r => r.Language).NotEmpty().MaximumLength(35).Matches("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$").WithMessage("Must be a language tag such as \"en\" or \"de-AT\".");
            RuleFor(r => r.Currency).Must(c => c is null || Kernel.Currency.TryParse(c, out _)).WithErrorCode("unknown_currency").WithMessage("Must be a currency's three letters.");
            RuleFor(r => r.TimeZone).Must(IsTimeZone).WithErrorCode("unknown_time_zone").WithMessage("Must be a time zone such as \"Europe/London\".");
        }
    }

    public static async Task<IResult> Handle(Request request, IfMatch ifMatch, ClaimsPrincipal user, Session session, CancellationToken ct)
    {
        var userId = user.UserId();
        if (await Profile.ChangeAsync(session, userId, ifMatch.Required, request.DisplayName, request.Language, request.Currency, request.TimeZone, ct) is { } changed)
            return await session.AnswerAsync(Answer.Ok(changed.Profile).WithVersion(changed.Version), ct);
        return (await Profile.FindAsync(session, userId, ct) is null ? AccountErrors.UserNotFound : ETag.Stale).ToProblem();
    }

    private static bool IsTimeZone(string? name) => name is null || (name.Length is > 0 and <= 64 && TimeZoneInfo.TryFindSystemTimeZoneById(name, out _));

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPut("/api/v1/users/me", Handle)
        .Validate(new Validator())
        .RequireIfMatch()
        .Idempotent()
        .RequireOwner()
        .WithExample(new Request("Ada King", "en-GB", "GBP", "Europe/London"), Profile.Example with { DisplayName = "Ada King", Language = "en-GB", Currency = "GBP" });
}
