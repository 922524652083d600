using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller's own sessions, newest first: which device, since when, and why those that are over ended.</summary>
internal static class ListSessions
{
    public static async Task<Results<Ok<Page<SessionView>>, ProblemHttpResult>> Handle(
        string? cursor, int? limit, ClaimsPrincipal user, Session session, TimeProvider clock, CancellationToken ct)
    {
        var page = await SessionView.ListAsync(session, user.UserId(), SessionView.CurrentOf(user), cursor, limit, clock.GetUtcNow(), ct);
        return page.Error is { } refusal ? refusal.ToProblem() : TypedResults.Ok(page.Value);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/me/sessions", Handle)
        .RequireOwner()
        .WithExample(null, new Page<SessionView>([SessionView.Example], null));
}
