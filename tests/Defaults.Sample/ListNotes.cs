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
        var size = Limit.Read(limit);
        if (size.Error is { } refusal)
            return refusal.ToProblem();
        if (!Cursor.TryDecode(cursor, Listing, out var after))
            return RequestErrors.InvalidCursor.ToProblem();

        var rows = await session.QueryAsync(
            "SELECT id, text FROM notes WHERE owner = $1 AND id > $2 AND strpos(text, $3) > 0 ORDER BY id LIMIT $4",
            row => new Note(row.GetGuid(0), row.GetString(1)), ct,
            user.UserId(), after.IsStart ? Guid.Empty : after.Id(0), contains ?? string.Empty, size.Value + 1);
        return TypedResults.Ok(Page.Of(rows, size.Value, note => Cursor.Encode(Listing, note.NoteId)));
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/api/v1/notes", Handle)
        .RequireAuthorization()
        .Produces<Page<Note>>()
        .WithExample(null, new Page<Note>([new(Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057"), "Buy milk")], null));
}
