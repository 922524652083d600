using System.Security.Claims;
using Commerce.Data;
using Commerce.Kernel;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Defaults.Sample;

/// <summary>Somebody writes a note. A <see cref="Request.WaitMilliseconds"/> makes it slow on purpose.</summary>
internal static class WriteNote
{
    public sealed record Request(string Text, int WaitMilliseconds = 0);

    public sealed record Response(Guid NoteId, string Text);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Text).NotEmpty().MaximumLength(100);
            RuleFor(r => r.WaitMilliseconds).InclusiveBetween(0, 10_000);
        }
    }

    private static readonly Error s_taboo = new(409, "sample.taboo", "That word is not written here.");

    public static async Task<Results<AnsweredResult, ProblemHttpResult>> Handle(
        Request request, ClaimsPrincipal user, Session session, TimeProvider clock, CancellationToken ct)
    {
        if (request.Text == "taboo")
            return s_taboo.ToProblem();

        var id = clock.NewId();
        session.Write("INSERT INTO notes (id, owner, text) VALUES ($1, $2, $3)", id, user.UserId(), request.Text);
        session.Write("SELECT pg_sleep($1)", request.WaitMilliseconds / 1000.0);
        return await session.AnswerAsync(Answer.Created($"/api/v1/notes/{id}", new Response(id, request.Text)).WithVersion(1), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/api/v1/notes", Handle)
        .Validate(new Validator())
        .Idempotent()
        .RequireAuthorization()
        .Produces<Response>(StatusCodes.Status201Created)
        .WithExample(new Request("Buy milk"), new Response(Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057"), "Buy milk"));
}
