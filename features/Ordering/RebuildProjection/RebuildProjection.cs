using Commerce.Data;
using Commerce.Defaults;
using Commerce.EventStore;
using Commerce.Kernel;
using FluentValidation;

namespace Commerce.Ordering;

/// <summary>Staff have a read model built anew beside the live one, which it then replaces. Who, when and why is kept for good.</summary>
internal static class RebuildProjection
{
    private const int MaxReason = 500;

    public sealed record Request(string Reason);

    public sealed record Response(Guid RebuildId, string Projection, string State);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Reason).NotEmpty().MaximumLength(MaxReason);
    }

    public static async Task<IResult> Handle(string name, Request request, Session session, ProjectionBook book, TimeProvider clock, CancellationToken ct)
    {
        if (book.Find(name) is not { } projection)
            return OrderErrors.NoSuchProjection.ToProblem();
        var id = clock.NewId();
        ProjectionBook.RequestRebuild(session, id, projection.Name, session.Context.UserId!, request.Reason);
        return await session.AnswerAsync(
            Answer.Accepted($"/api/v1/projections/{projection.Name}/rebuilds/{id}", new Response(id, projection.Name, "requested")), ct);
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/projections/{name}/rebuild", Handle)
            .Validate(new Validator()).Idempotent().RequirePermission(Permissions.RebuildProjections)
            .WithSummary("Build a read model anew from the events")
            .WithDescription("The live one is read and written meanwhile; the new one takes its place in one short transaction. One at a time (409).")
            .Produces<Response>(StatusCodes.Status202Accepted)
            .WithExample(new Request("Drift after the import of 14 March"), Examples.RebuildRequested);
}
