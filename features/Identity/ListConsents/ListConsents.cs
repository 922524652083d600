using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>What the caller has agreed to, and every change of mind before.</summary>
internal static class ListConsents
{
    public sealed record Response(IReadOnlyList<Consent> Now, IReadOnlyList<Consent> History);

    public static async Task<IResult> Handle(ClaimsPrincipal user, Session session, CancellationToken ct)
    {
        var history = await Consent.HistoryAsync(session, user.UserId(), ct);
        return TypedResults.Ok(new Response(Consent.Now(history), history));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/me/consents", Handle)
        .RequireOwner()
        .WithSummary("What I agreed to")
        .Produces<Response>()
        .WithExample(null, new Response([Consent.Example], [Consent.Example]));
}
