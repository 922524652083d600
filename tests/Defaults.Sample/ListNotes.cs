using System.Security.Claims;
using Commerce.Data;

namespace Commerce.Defaults.Sample;

/// <summary>The owner's notes, oldest first.</summary>
internal static class ListNotes
{
    public sealed record Note(Guid NoteId, string Text);

    private const string Listing = "notes:oldest";

    public static async Task<IResult> Handle(
        string? cursor, int? limit, string? contains, ClaimsPrincipal user, Session session, CancellationToken ct)
    {
        var asked = PageRequest.Read(Listing, cursor, limit);
        if (asked.Error is { } refusal)
            return refusal.ToProblem();

        var rows = await session.QueryAsync(
            "SELECT id, text FROM notes WHERE owner = $1 AND id > $2 AND strpos(text, $3) > 0 ORDER BY id LIMIT $4",
            row => new Note(row.GetGuid(0), row.GetString(1)), ct,
            user.UserId(), asked.Value.After?.Id(0) ?? Guid.Empty, contains ?? string.Empty, asked.Value.Rows);
        return TypedResults.Ok(asked.Value.PageOf(rows, note => [note.NoteId]));
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/api/v1/notes", Handle)
        .RequireAuthorization()
        .Produces<Page<Note>>()
        .WithExample(null, new Page<Note>([new(Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057"), "Buy milk")], null));
}
