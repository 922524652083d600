using System.Security.Claims;
using Commerce.Data;

namespace Commerce.Defaults.Sample;

/// <summary>The owner reads a note.</summary>
internal static class GetNote
{
    public sealed record Response(Guid NoteId, string Text);

    public static async Task<IResult> Handle(Guid id, ClaimsPrincipal user, Session session, CancellationToken ct)
    {
        var (found, text, version) = await session.QuerySingleAsync(
            "SELECT text, version FROM notes WHERE id = $1 AND owner = $2",
            row => (true, row.GetString(0), row.GetInt64(1)), ct, id, user.UserId());
        return found ? ETag.Ok(new Response(id, text), version) : RequestErrors.NotFound.ToProblem();
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/api/v1/notes/{id:guid}", Handle)
        .RequireAuthorization()
        .WithExample(null, new Response(Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057"), "Buy milk"));
}
