using System.Security.Claims;
using Commerce.Data;

namespace Commerce.Defaults.Sample;

/// <summary>The owner changes a note, based on the version that was read.</summary>
internal static class EditNote
{
    public sealed record Request(string Text);

    public static async Task<AnsweredResult> Handle(
        Guid id, IfMatch ifMatch, Request request, ClaimsPrincipal user, Session session, CancellationToken ct)
    {
        session.WriteOne(
            ETag.Stale, "UPDATE notes SET text = $1, version = version + 1 WHERE id = $2 AND owner = $3 AND version = $4",
            request.Text, id, user.UserId(), ifMatch.Required);
        return await session.AnswerAsync(Answer.NoContent().WithVersion(ifMatch.Required + 1), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPut("/api/v1/notes/{id:guid}", Handle)
        .RequireIfMatch()
        .Idempotent()
        .RequireAuthorization()
        .WithExample(new Request("Buy bread"), null);
}
