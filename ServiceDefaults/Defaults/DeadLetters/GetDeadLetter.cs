using Commerce.Data;
using Commerce.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Commerce.Defaults;

/// <summary>Staff look at one dead letter: the message, the failure, and what was done about it.</summary>
internal static class GetDeadLetter
{
    public sealed record Response(DeadLetterView Letter, IReadOnlyList<DeadLetterAction> Actions);

    public static async Task<IResult> Handle(long id, Session session, CancellationToken ct)
    {
        if (await DeadLetterStore.FindAsync(session, id, ct) is not { } letter)
            return DeadLetterErrors.NotFound.ToProblem();
        return ETag.Ok(new Response(DeadLetterView.Of(letter), await DeadLetterStore.ActionsAsync(session, id, ct)), letter.Version);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/{id:long}", Handle)
        .RequirePermission(DeadLetterEndpoints.Read)
        .WithSummary("A dead letter and its story")
        .Produces<Response>()
        .WithExample(null, new Response(DeadLetterView.Example, [new("failed", "system", "InvalidOperationException: …", DeadLetterView.Example.DeadAt)]));
}
