using Commerce.Data;
using Commerce.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Commerce.Defaults;

/// <summary>Staff list messages that could not be handled, the newest first.</summary>
internal static class ListDeadLetters
{
    public static async Task<Results<Ok<Page<DeadLetterView>>, ProblemHttpResult>> Handle(
        string? status, string? fingerprint, string? eventType, string? cursor, int? limit, Session session, CancellationToken ct)
    {
        var wanted = status is null ? null : DeadLetterView.ReadStatus(status);
        if (status is not null && wanted is null)
            return DeadLetterView.InvalidStatus.ToProblem();
        var listing = $"dead-letters:{status}:{fingerprint}:{eventType}";
        var asked = PageRequest.Read(listing, cursor, limit, Limit.Staff);
        if (asked.Error is { } refusal)
            return refusal.ToProblem();

        var filter = new DeadLetterFilter(wanted, fingerprint, eventType, asked.Value.After?.Number(0));
        var letters = await DeadLetterStore.ListAsync(session, filter, asked.Value.Rows, ct);
        var page = asked.Value.PageOf(letters, letter => [letter.Id]);
        return TypedResults.Ok(new Page<DeadLetterView>([.. page.Items.Select(DeadLetterView.Of)], page.NextCursor));
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapGet(string.Empty, Handle)
        .RequirePermission(DeadLetterEndpoints.Read)
        .WithSummary("Messages that could not be handled")
        .WithDescription("The newest first, of any `status` unless one is asked for; `fingerprint` and `eventType` narrow it further.")
        .WithExample(null, new Page<DeadLetterView>([DeadLetterView.Example], null));
}
