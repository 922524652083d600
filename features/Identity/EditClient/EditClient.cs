using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>Staff change what an application is called and where people may be brought back to.</summary>
internal static class EditClient
{
    public sealed record Request(
        string Name, IReadOnlyList<string> RedirectUris, IReadOnlyList<string> PostLogoutRedirectUris, IReadOnlyList<string> Scopes);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Name).IsDisplayName();
            RuleFor(r => r.RedirectUris).AreAddresses();
            RuleFor(r => r.PostLogoutRedirectUris).AreAddresses();
            RuleFor(r => r.Scopes).AreScopes();
        }
    }

    private const string Update = $"""
        UPDATE clients SET name = $3, redirect_uris = $4, post_logout_redirect_uris = $5, scopes = $6, version = version + 1
        WHERE id = $1 AND version = $2 RETURNING {Client.Columns}
        """;

    public static async Task<IResult> Handle(string clientId, Request request, IfMatch ifMatch, Session session, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        var changed = await session.QuerySingleAsync(
            Update, Client.Read, ct, clientId, ifMatch.Required, request.Name, request.RedirectUris.ToArray(), request.PostLogoutRedirectUris.ToArray(),
            request.Scopes.Distinct().ToArray());
        if (changed is not null)
            return await session.AnswerAsync(Answer.Ok(ClientView.Of(changed)).WithVersion(changed.Version), ct);
        return (await ClientStore.FindAsync(session, clientId, ct) is null ? ClientErrors.NotFound : ETag.Stale).ToProblem();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPut("/api/v1/clients/{clientId}", Handle)
        .Validate(new Validator())
        .RequireIfMatch()
        .Idempotent()
        .RequirePermission(Permissions.WriteClients)
        .RequireFreshSecondFactor()
        .WithExample(new Request("Price Watcher", ["https://watch.example/callback"], ["https://watch.example/"], ["openid", "profile"]), ClientView.Example);
}
