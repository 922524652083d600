using Commerce.Data;
using Commerce.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Commerce.Defaults;

/// <summary>Staff see which causes keep messages from being handled, the most frequent first.</summary>
internal static class ListDeadLetterGroups
{
    private const int MaxGroups = 200;

    public sealed record Response(IReadOnlyList<DeadLetterGroup> Groups);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string? status, Session session, TimeProvider clock, CancellationToken ct) =>
        DeadLetterView.ReadStatus(status ?? "dead") is { } wanted
            ? TypedResults.Ok(new Response(await DeadLetterStore.GroupsAsync(session, wanted, MaxGroups, clock.GetUtcNow(), ct)))
            : DeadLetterView.InvalidStatus.ToProblem();

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/groups", Handle)
        .RequirePermission(DeadLetterEndpoints.Read)
        .WithSummary("Dead letters by cause")
        .WithDescription("`status` is `dead` (the default), `retrying`, `replayed` or `discarded`. One cause has one fingerprint, whatever the data.")
        .WithExample(null, new Response([DeadLetterView.ExampleGroup]));
}
