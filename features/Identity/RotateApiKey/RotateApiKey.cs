using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>
/// Staff replace a key: the new one has the same scopes and lasts as long, and the old one stays good for the hours that its application
/// needs to change over.
/// </summary>
internal static class RotateApiKey
{
    /// <param name="OverlapHours">How long the old key stays good; 0 ends it at once.</param>
    public sealed record Request(int OverlapHours);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.OverlapHours).InclusiveBetween(0, ApiKey.MaxOverlapHours);
    }

    // Whoever comes second finds it replaced. A key without an overlap is revoked: it cannot expire before the moment of its issue.
    private const string Retire = """
        UPDATE api_keys SET replaced_by = $2, expires_at = least(expires_at, greatest($3, issued_at + interval '1 millisecond')),
            revoked_at = CASE WHEN $3 <= $4 THEN $4 END
        WHERE id = $1 AND replaced_by IS NULL AND revoked_at IS NULL AND expires_at > $4
        """;

    public static async Task<IResult> Handle(
        Guid keyId, Request request, ClaimsPrincipal user, HttpResponse response, Session session, AccountHistory history, TimeProvider clock, CancellationToken ct)
    {
        if (await ApiKey.FindAsync(session, keyId, ct) is not { } old)
            return ApiKeyErrors.NotFound.ToProblem();
        var book = await RoleBook.OpenAsync(session, user.UserId(), ct);
        var scopes = book.Scopes(old.Scopes);
        if (scopes.Error is { } refusal)
            return refusal.ToProblem();

        var now = clock.GetUtcNow();
        var (key, text) = ApiKey.Issue(session, old.Name, scopes.Value, old.PermitsPerMinute, user.UserId(), old.ExpiresAt - old.IssuedAt, clock);
        session.WriteOne(ApiKeyErrors.NotAlive, Retire, keyId, key.Id, now + TimeSpan.FromHours(request.OverlapHours), now);
        history.Note(session, user.UserId(), "api-key-rotated");
        await session.CommitAsync(ct);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/v1/api-keys/{key.Id}", new IssuedApiKey(text, key));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/api-keys/{keyId:guid}/rotation", Handle)
        .Validate(new Validator())
        .RequirePermission(Permissions.WriteApiKeys)
        .RequireFreshSecondFactor()
        .WithExample(new Request(24), IssuedApiKey.Example, StatusCodes.Status201Created);
}
