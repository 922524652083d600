using System.Text.Json.Nodes;
using Commerce.Data;
using Commerce.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Commerce.Defaults;

/// <summary>Staff look at one dead letter: the message, the failure, and what was done about it.</summary>
internal static class GetDeadLetter
{
    /// <param name="Schema">What this service can read, as a JSON schema of the whole message; null for a type that it does not handle.</param>
    public sealed record Response(DeadLetterView Letter, IReadOnlyList<DeadLetterAction> Actions, JsonNode? Schema);

    private const string ExampleSchema = """{"type":"object","properties":{"data":{"type":"object","properties":{"orderId":{"type":"string","format":"uuid"}},"required":["orderId"]}},"required":["data"]}""";

    public static async Task<IResult> Handle(long id, Session session, DeadLetterStore letters, CancellationToken ct)
    {
        if (await DeadLetterStore.FindAsync(session, id, ct) is not { } letter)
            return DeadLetterErrors.NotFound.ToProblem();
        var actions = await DeadLetterStore.ActionsAsync(session, id, ct);
        return ETag.Ok(new Response(DeadLetterView.Of(letter), actions, letters.SchemaOf(letter.EventType)), letter.Version);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/{id:long}", Handle)
        .RequirePermission(DeadLetterEndpoints.Read)
        .WithSummary("A dead letter and its story")
        .Produces<Response>()
        .WithExample(null, new Response(DeadLetterView.Example, [new("failed", "system", "InvalidOperationException: …", DeadLetterView.Example.DeadAt)], JsonNode.Parse(ExampleSchema)));
}
