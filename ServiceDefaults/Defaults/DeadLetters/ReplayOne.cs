using Commerce.Data;
using Commerce.Kernel;
using Commerce.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Commerce.Defaults;

/// <summary>Staff have a dead letter handled once more. However often they ask, it has its effect once.</summary>
internal static class ReplayOne
{
    /// <param name="Outcome">Always <c>replayed</c>: everything else is a refusal.</param>
    public sealed record Response(long Id, string Outcome);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        long id, Session session, ReplayDeadLetter replay, CancellationToken ct)
    {
        var outcome = await replay.ReplayAsync(id, session.Context, ct);
        if ((outcome.Refusal ?? Failed(outcome)) is { } refusal)
            return refusal.ToProblem();
        return TypedResults.Ok(new Response(id, "replayed"));
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/{id:long}/replay", Handle)
        .RequirePermission(DeadLetterEndpoints.Write)
        .WithSummary("Handle a dead letter once more")
        .WithMetadata(new ProducesProblem(StatusCodes.Status409Conflict, "It failed again, was replayed before, or would be a duplicate."))
        .WithExample(null, new Response(42, "replayed"));

    private static Error? Failed(ReplayOutcome outcome) =>
        outcome.Failure is { } failure ? new Error(409, "dead_letters.failed_again", $"It failed again: {failure}") : null;
}
