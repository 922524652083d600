using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>
/// Staff give an application a key, with rights that they have themselves. It takes no <c>Idempotency-Key</c>: a stored answer would be a
/// stored key.
/// </summary>
internal static class IssueApiKey
{
    /// <param name="Scopes">The permissions it gives.</param>
    public sealed record Request(string Name, IReadOnlyList<string> Scopes, int ExpiresInDays, int PermitsPerMinute = 600);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Name).IsDisplayName();
            RuleFor(r => r.Scopes).IsListOfPermissions();
            RuleFor(r => r.Scopes).NotEmpty();
            RuleFor(r => r.ExpiresInDays).InclusiveBetween(1, ApiKey.MaxDays);
            RuleFor(r => r.PermitsPerMinute).InclusiveBetween(1, ApiKey.MaxPermits);
        }
    }

    public static async Task<IResult> Handle(
        Request request, ClaimsPrincipal user, HttpResponse response, Session session, AccountHistory history, TimeProvider clock, CancellationToken ct)
    {
        var book = await RoleBook.OpenAsync(session, user.UserId(), ct);
        var scopes = book.Scopes(request.Scopes);
        if (scopes.Error is { } refusal)
            return refusal.ToProblem();

        var (key, text) = ApiKey.Issue(
            session, request.Name, scopes.Value, request.PermitsPerMinute, user.UserId(), TimeSpan.FromDays(request.ExpiresInDays), clock);
        history.Note(session, user.UserId(), "api-key-issued");
        await session.CommitAsync(ct);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/v1/api-keys/{key.Id}", new IssuedApiKey(text, key));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/api-keys", Handle)
        .Validate(new Validator())
        .RequirePermission(Permissions.WriteApiKeys)
        .RequireFreshSecondFactor()
        .WithExample(new Request("Warehouse scanner", ["inventory:read", "inventory:write"], 180), IssuedApiKey.Example, StatusCodes.Status201Created);
}
