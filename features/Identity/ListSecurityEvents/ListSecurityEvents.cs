using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller sees what happened to their account's safety, the newest first.</summary>
internal static class ListSecurityEvents
{
    public static async Task<Results<Ok<Page<SecurityEventView>>, ProblemHttpResult>> Handle(
        ClaimsPrincipal user, string? cursor, int? limit, Session session, CancellationToken ct)
    {
        var page = await SecurityEventView.PageAsync(session, user.UserId(), cursor, limit, Limit.Shoppers, ct);
        return page.Error is { } refusal ? refusal.ToProblem() : TypedResults.Ok(page.Value);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/me/security-events", Handle)
        .RequireOwner()
        .WithExample(null, new Page<SecurityEventView>([SecurityEventView.Example], null));
}
