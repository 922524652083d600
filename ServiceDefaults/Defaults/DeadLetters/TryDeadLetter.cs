using System.Text.Json;
using Commerce.Data;
using Commerce.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Commerce.Defaults;

/// <summary>Staff see what a replay would do: it is done in a transaction that is then rolled back.</summary>
internal static class TryDeadLetter
{
    /// <param name="Succeeds">Whether a replay would work now.</param>
    /// <param name="Failure">Why it would not.</param>
    /// <param name="Changes">How many rows it would touch, by table.</param>
    /// <param name="Messages">What it would say to others.</param>
    public sealed record Response(bool Succeeds, string? Failure, IReadOnlyList<TableChange> Changes, IReadOnlyList<JsonElement> Messages);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        long id, Session session, ReplayDeadLetter replay, CancellationToken ct)
    {
        var outcome = await replay.TryAsync(id, session.Context, ct);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : TypedResults.Ok(new Response(outcome.Failure is null, outcome.Failure, outcome.Effect?.Changes ?? [], outcome.Effect?.Messages ?? []));
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/{id:long}/dry-run", Handle)
        .RequirePermission(DeadLetterEndpoints.Write)
        .WithSummary("What a replay would do")
        .WithMetadata(new ProducesProblem(StatusCodes.Status409Conflict, "It was replayed before, or would be a duplicate."))
        .WithExample(null, new Response(true, null, [new("movements", 1, 0, 0), new("stock", 0, 1, 0)], []));
}
