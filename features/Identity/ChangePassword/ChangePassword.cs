using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller, who knows the present password, chooses another one. All their other sessions end.</summary>
internal static class ChangePassword
{
    public sealed record Request(string CurrentPassword, string NewPassword);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.CurrentPassword).NotEmpty().MaximumLength(PasswordRules.MaxLength * 2);
            RuleFor(r => r.NewPassword).NotNull();
        }
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Request request, HttpContext http, ClaimsPrincipal user, Credentials credentials, Passwords passwords, Session session, CancellationToken ct)
    {
        if (await Mailbox.OfAsync(session, user.UserId(), ct) is not { } owner)
            return AccountErrors.UserNotFound.ToProblem();
        var hash = await passwords.HashAsync(request.NewPassword, owner, ct);
        if (hash.Error is { } unfit)
            return unfit.ToProblem(http.Response);
        if (await credentials.ProveAsync(session, owner.UserId, request.CurrentPassword, http.Connection.RemoteIpAddress, ct) is { } refusal)
            return refusal.ToProblem(http.Response);
        await passwords.ChangeAsync(session, owner, hash.Value, Guid.TryParse(user.FindFirstValue("sid"), out var current) ? current : null, ct);
        await session.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPut("/api/v1/users/me/password", Handle)
        .Validate(new Validator())
        .RequireOwner()
        .WithExample(new Request("four words of my own", "four other words of mine"), null);
}
