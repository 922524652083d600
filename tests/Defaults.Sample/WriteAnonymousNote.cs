using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Defaults.Sample;

/// <summary>Anybody writes a note, but never without a key.</summary>
internal static class WriteAnonymousNote
{
    public sealed record Request(string Text);

    public sealed record Response(Guid NoteId);

    public static async Task<AnsweredResult> Handle(Request request, Session session, TimeProvider clock, CancellationToken ct)
    {
        var id = clock.NewId();
        session.Write("INSERT INTO notes (id, text) VALUES ($1, $2)", id, request.Text);
        return await session.AnswerAsync(Answer.Ok(new Response(id)), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/api/v1/anonymous-notes", Handle)
        .Idempotent(required: true)
        .AllowAnonymous()
        .WithExample(new Request("Hello"), new Response(Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057")));
}
