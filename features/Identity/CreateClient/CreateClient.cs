using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Staff register an application. A confidential one gets its secret in the answer, and nowhere else again.</summary>
internal static class CreateClient
{
    public sealed record Request(
        string Id, string Name, bool Confidential, bool FirstParty, IReadOnlyList<string> RedirectUris, IReadOnlyList<string> PostLogoutRedirectUris,
        IReadOnlyList<string> GrantTypes, IReadOnlyList<string> Scopes);

    public sealed record Response(ClientView Client, string? Secret);

    public sealed class Validator : AbstractValidator<Request>
    {
        // Its id tokens are meant for its id: one that is called like our API would get tokens that open it.
        private const string Reserved = "commerce-";

        public Validator()
        {
            RuleFor(r => r.Id).NotEmpty().Matches(ClientRules.IdPattern).Must(id => id?.StartsWith(Reserved, StringComparison.Ordinal) != true)
                .WithMessage($"Small letters, digits and hyphens; what begins with {Reserved} is the platform's own.");
            RuleFor(r => r.Name).IsDisplayName();
            RuleFor(r => r.RedirectUris).AreAddresses();
            RuleFor(r => r.PostLogoutRedirectUris).AreAddresses();
            RuleFor(r => r.GrantTypes).AreGrantTypes();
            RuleFor(r => r.Scopes).AreScopes();
            RuleFor(r => r.GrantTypes).Must((r, list) => r.Confidential || list?.Contains(Identity.GrantTypes.ClientCredentials) != true)
                .WithMessage("Only a confidential application can speak for itself.");
        }
    }

    private const string Insert = """
        INSERT INTO clients (id, subject_id, session_id, name, secret_hash, redirect_uris, post_logout_redirect_uris, grant_types, scopes, audiences,
            first_party, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """;

    public static async Task<Results<Created<Response>, ProblemHttpResult>> Handle(
        Request request, HttpResponse http, Session session, TimeProvider clock, CancellationToken ct)
    {
        var secret = request.Confidential ? ClientSecret.Generate() : null;
        var client = new Client(
            request.Id, clock.NewId(), clock.NewId(), request.Name, secret is null ? null : ClientSecret.Hash(secret), [.. request.RedirectUris],
            [.. request.PostLogoutRedirectUris], [.. request.GrantTypes.Distinct()], [.. request.Scopes.Distinct()],
            [request.FirstParty ? "commerce-api" : request.Id], [], request.FirstParty, null, clock.GetUtcNow(), 1);
        session.WhenDuplicate("clients_pkey", ClientErrors.IdTaken);
        session.Write(
            Insert, client.Id, client.SubjectId, client.SessionId, client.Name, client.SecretHash, client.RedirectUris.ToArray(),
            client.PostLogoutRedirectUris.ToArray(), client.GrantTypes.ToArray(), client.Scopes.ToArray(), client.Audiences.ToArray(), client.FirstParty,
            client.CreatedAt);
        await session.CommitAsync(ct);
        http.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/v1/clients/{client.Id}", new Response(ClientView.Of(client), secret));
    }

    // Not idempotent by key: the stored answer would be a stored secret. A repetition is told that the id is taken.
    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/clients", Handle)
        .Validate(new Validator())
        .RequirePermission(Permissions.WriteClients)
        .RequireFreshSecondFactor()
        .WithExample(
            new Request("price-watcher", "Price Watcher", false, false, ["https://watch.example/callback"], ["https://watch.example/"],
                ["authorization_code", "refresh_token"], ["openid", "profile"]),
            new Response(ClientView.Example, null),
            StatusCodes.Status201Created);
}
