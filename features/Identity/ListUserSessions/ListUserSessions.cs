using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Staff see somebody's sessions, newest first.</summary>
internal static class ListUserSessions
{
    public static async Task<Results<Ok<Page<SessionView>>, ProblemHttpResult>> Handle(
        Guid userId, string? cursor, int? limit, Session session, TimeProvider clock, CancellationToken ct)
    {
        if (await Profile.FindAsync(session, userId, ct) is null)
            return AccountErrors.UserNotFound.ToProblem();
        var page = await SessionView.ListAsync(session, userId, current: null, cursor, limit, clock.GetUtcNow(), ct);
        return page.Error is { } refusal ? refusal.ToProblem() : TypedResults.Ok(page.Value);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/{userId:guid}/sessions", Handle)
        .RequirePermission(Permissions.ReadCustomers)
        .WithExample(null, new Page<SessionView>([SessionView.Example with { Current = false }], null));
}
