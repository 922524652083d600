using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Ordering;

/// <summary>Staff write down for each other what they know of an order. Its customer does not see it, but is told when they ask for their data.</summary>
internal static class AddOrderNote
{
    public const int MaxLength = 2000;

    private const string Insert = "INSERT INTO order_notes (note_id, order_id, author_id, note, written_at) VALUES ($1, $2, $3, $4, $5)";

    public sealed record Request(string Text);

    /// <summary>Without the text: answers are kept for repetitions, notes are kept sealed.</summary>
    public sealed record Response(Guid NoteId, Guid AuthorId, DateTimeOffset WrittenAt);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Text).NotEmpty().MaximumLength(MaxLength);
    }

    public static async Task<IResult> Handle(
        Guid orderId, Request request, ClaimsPrincipal user, Session session, OrderStore orders, OrderNotes notes, TimeProvider clock, CancellationToken ct)
    {
        if (await orders.FindAsync(session, orderId, ct) is not { } order)
            return OrderErrors.NotFound.ToProblem();
        var note = new Response(Guid.CreateVersion7(clock.GetUtcNow()), user.UserId(), clock.GetUtcNow());
        session.Write(Insert, note.NoteId, orderId, note.AuthorId, await notes.SealAsync(session, order, request.Text, ct), note.WrittenAt);
        return await session.AnswerAsync(Answer.Created($"/api/v1/orders/{orderId}/notes", note), ct);
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/orders/{orderId:guid}/notes", Handle)
            .Validate(new Validator()).Idempotent().RequirePermission(Permissions.WriteOrders)
            .WithSummary("Write a note about an order, for staff")
            .Produces<Response>(StatusCodes.Status201Created)
            .WithExample(
                new Request("Called: wants the parcel at the neighbour's."), new Response(Examples.Note.NoteId, Examples.Note.AuthorId, Examples.Note.WrittenAt), StatusCodes.Status201Created);
}
