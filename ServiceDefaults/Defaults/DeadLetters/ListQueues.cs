using Commerce.Data;
using Commerce.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Commerce.Defaults;

/// <summary>Staff see how far a service is behind with its messages.</summary>
internal static class ListQueues
{
    /// <param name="Queues">What it has said, first; then what was said to it, by topic; then what it will try again.</param>
    public sealed record Response(string Service, IReadOnlyList<MessageQueue> Queues);

    public static async Task<Ok<Response>> Handle(Session session, MessageQueues queues, ServiceIdentity service, CancellationToken ct) =>
        TypedResults.Ok(new Response(service.Name, await queues.LookAsync(session, ct)));

    public static void Map(IEndpointRouteBuilder app, string service) => app.MapGet($"/api/v1/queues/{service}", Handle)
        .RequirePermission(DeadLetterEndpoints.Read)
        .WithSummary("Messages that wait in a service")
        .WithDescription("`outbox` is what the service has said and the event log has not taken yet, a `topic` what was said to it, `retries` what failed and is tried again by itself.")
        .WithExample(null, new Response("inventory", [new("outbox", "outbox", 0, false, null), new("inventory.commands", "topic", 12, false, DeadLetterView.Example.DeadAt), new("retries", "retries", 0, false, null)]));
}
