using System.Security.Cryptography;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>
/// The gateway brings an application's key and gets a short-lived token with what the key may do at this moment, so that services trust
/// nothing but tokens. Only the gateway may ask, by a token of its own for Identity.
/// </summary>
internal static class ExchangeApiKey
{
    /// <summary>Not below <c>/api</c>: the gateway lets nobody through to it.</summary>
    public const string Route = "/internal/api-keys/exchange";

    public sealed record Request(string Key);

    /// <param name="ExpiresIn">Seconds for which the token is good.</param>
    public sealed record Response(Guid KeyId, int PermitsPerMinute, string AccessToken, int ExpiresIn);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Key).NotEmpty().MaximumLength(100);
    }

    // A key never gives more than its issuer has now: who loses a right loses it for their keys too.
    private const string Find = """
        SELECT k.id, k.hash, k.prefix, k.permits_per_minute,
               ARRAY(
                   SELECT scope FROM unnest(k.scopes) AS scope
                   INTERSECT
                   SELECT unnest(p.permissions) FROM user_roles ur JOIN roles r ON r.id = ur.role_id JOIN role_permissions p ON p.role = r.name
                   WHERE ur.user_id = k.issued_by)
        FROM api_keys k WHERE k.prefix = $1 AND k.revoked_at IS NULL AND k.expires_at > $2
        """;

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        Request request, HttpResponse response, ApiKeyUses uses, ApiKeyTokens tokens, Session session, TimeProvider clock, CancellationToken ct)
    {
        if (!ApiKeyText.IsWellFormed(request.Key))
            return ApiKeyErrors.Invalid.ToProblem();
        var found = await session.QuerySingleAsync(
            Find,
            row => new Found(row.GetGuid(0), row.GetFieldValue<byte[]>(1), row.GetString(2), row.GetInt32(3), row.GetFieldValue<string[]>(4)),
            ct,
            ApiKeyText.PrefixOf(request.Key),
            clock.GetUtcNow());
        if (found is null || !CryptographicOperations.FixedTimeEquals(found.Hash, ApiKeyText.HashOf(request.Key)))
            return ApiKeyErrors.Invalid.ToProblem();

        uses.Note(found.Id);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new Response(
            found.Id, found.PermitsPerMinute, tokens.Issue(found.Id, found.Prefix, found.Scopes), (int)ApiKeyTokens.Lifetime.TotalSeconds));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost(Route, Handle)
        .Validate(new Validator())
        .RequireService("gateway")
        .ExcludeFromDescription(); // for the gateway alone

    private sealed record Found(Guid Id, byte[] Hash, string Prefix, int PermitsPerMinute, IReadOnlyList<string> Scopes);
}
