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
        var history = await session.QueryAsync(
            "SELECT purpose, is_given, wording, recorded_at FROM consents WHERE user_id = $1 ORDER BY id DESC LIMIT 1000",
            row => new Consent(row.GetString(0), row.GetBoolean(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3)), ct, user.UserId());
        return TypedResults.Ok(new Response([.. Consent.Purposes.Select(p => history.Find(c => c.Purpose == p) ?? new(p, false, null, null))], history));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/me/consents", Handle)
        .RequireOwner()
        .WithSummary("What I agreed to")
        .Produces<Response>()
        .WithExample(null, new Response([Consent.Example], [Consent.Example]));
}
