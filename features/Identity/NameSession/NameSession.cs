using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>The caller gives one of their sessions a name that they will recognise.</summary>
internal static class NameSession
{
    public sealed record Request(string Name);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Name).IsDisplayName();
    }

    public static async Task<IResult> Handle(
        Guid sessionId, Request request, ClaimsPrincipal user, Session session, TimeProvider clock, CancellationToken ct) =>
        await SessionView.RenameAsync(session, sessionId, user.UserId(), request.Name, SessionView.CurrentOf(user), clock.GetUtcNow(), ct) is { } renamed
            ? await session.AnswerAsync(Answer.Ok(renamed), ct)
            : SessionErrors.NotFound.ToProblem();

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPut("/api/v1/users/me/sessions/{sessionId:guid}/name", Handle)
        .Validate(new Validator())
        .Idempotent()
        .RequireOwner()
        .WithExample(new Request("My phone"), SessionView.Example);
}
