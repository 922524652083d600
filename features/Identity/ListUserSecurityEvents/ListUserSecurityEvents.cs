using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Staff see what happened to an account's safety, the newest first.</summary>
internal static class ListUserSecurityEvents
{
    public static async Task<Results<Ok<Page<SecurityEventView>>, ProblemHttpResult>> Handle(
        Guid userId, string? cursor, int? limit, Session session, CancellationToken ct)
    {
        if (await Mailbox.OfAsync(session, userId, ct) is null)
            return AccountErrors.UserNotFound.ToProblem();
        var page = await SecurityEventView.PageAsync(session, userId, cursor, limit, Limit.Staff, ct);
        return page.Error is { } refusal ? refusal.ToProblem() : TypedResults.Ok(page.Value);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/{userId:guid}/security-events", Handle)
        .RequirePermission(Permissions.ReadCustomers)
        .WithExample(null, new Page<SecurityEventView>([SecurityEventView.Example], null));
}
