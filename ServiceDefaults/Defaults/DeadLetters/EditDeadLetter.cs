using System.Text.Json;
using Commerce.Data;
using Commerce.Messaging;
using FluentValidation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Commerce.Defaults;

/// <summary>Staff mend the message that will be replayed; what arrived is kept beside it.</summary>
internal static class EditDeadLetter
{
    /// <param name="Message">The whole envelope, as this service must be able to read it.</param>
    public sealed record Request(JsonElement Message);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Message.ValueKind).Equal(JsonValueKind.Object).OverridePropertyName(nameof(Request.Message));
    }

    public static async Task<IResult> Handle(long id, Request request, IfMatch ifMatch, Session session, DeadLetterStore letters, CancellationToken ct)
    {
        if (await DeadLetterStore.FindAsync(session, id, ct) is not { } letter)
            return DeadLetterErrors.NotFound.ToProblem();
        if (ifMatch.Required != letter.Version)
            return ETag.Stale.ToProblem();
        var envelope = request.Message.GetRawText();
        if (letters.Edit(session, letter, envelope, letter.Version) is { } refusal)
            return refusal.ToProblem();
        var edited = letter with { Edited = envelope, Version = letter.Version + 1 };
        return await session.AnswerAsync(Answer.Ok(DeadLetterView.Of(edited)).WithVersion(edited.Version), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPut("/{id:long}/message", Handle)
        .Validate(new Validator())
        .RequirePermission(DeadLetterEndpoints.Write)
        .RequireIfMatch()
        .Idempotent()
        .WithSummary("Mend the message that will be replayed")
        .Produces<DeadLetterView>()
        .WithExample(new Request(DeadLetterView.Example.Message!.Value), DeadLetterView.Example with { IsEdited = true });
}
