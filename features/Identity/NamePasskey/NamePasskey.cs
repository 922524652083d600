using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>The caller gives one of their passkeys a name that they will recognise.</summary>
internal static class NamePasskey
{
    public sealed record Request(string Name);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Name).IsDisplayName();
    }

    public static async Task<IResult> Handle(Guid passkeyId, Request request, ClaimsPrincipal user, Session session, CancellationToken ct) =>
        await PasskeyView.RenameAsync(session, passkeyId, user.UserId(), request.Name, ct) is { } renamed
            ? await session.AnswerAsync(Answer.Ok(renamed), ct)
            : PasskeyErrors.NotFound.ToProblem();

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPut("/api/v1/users/me/passkeys/{passkeyId:guid}/name", Handle)
        .Validate(new Validator())
        .Idempotent()
        .RequireOwner()
        .WithExample(new Request("My phone"), PasskeyView.Example);
}
