using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>Staff see what somebody has agreed to, and every change of mind before.</summary>
internal static class ListUserConsents
{
    public sealed record Response(IReadOnlyList<Consent> Now, IReadOnlyList<Consent> History);

    public static async Task<IResult> Handle(Guid userId, Session session, CancellationToken ct)
    {
        if (await Mailbox.OfAsync(session, userId, ct) is null)
            return AccountErrors.UserNotFound.ToProblem();
        var history = await Consent.HistoryAsync(session, userId, ct);
        return TypedResults.Ok(new Response(Consent.Now(history), history));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/{userId:guid}/consents", Handle)
        .RequirePermission(Permissions.ReadCustomers)
        .WithSummary("What somebody agreed to")
        .Produces<Response>()
        .WithExample(null, new Response([Consent.Example], [Consent.Example]));
}
