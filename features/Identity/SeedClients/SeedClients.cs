using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>
/// Registers the platform's own clients: the shop, the staff portal, and one for each service that speaks for itself. Redirect addresses
/// and secrets come from <c>Clients:ID</c> and follow it at each start; a client without its secret is not registered.
/// </summary>
internal sealed class SeedClients(SessionFactory sessions, IConfiguration configuration, TimeProvider clock) : IHostedService
{
    private const string Api = "commerce-api";

    private const string Upsert = """
        INSERT INTO clients AS c (id, subject_id, session_id, name, secret_hash, redirect_uris, post_logout_redirect_uris, grant_types, scopes, audiences,
            first_party, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, true, $11)
        ON CONFLICT (id) DO UPDATE SET
            secret_hash = excluded.secret_hash, redirect_uris = excluded.redirect_uris, post_logout_redirect_uris = excluded.post_logout_redirect_uris,
            version = c.version + 1
        WHERE (c.secret_hash, c.redirect_uris, c.post_logout_redirect_uris)
            IS DISTINCT FROM (excluded.secret_hash, excluded.redirect_uris, excluded.post_logout_redirect_uris)
        """;

    private static readonly string[] Services = ["identity", "catalog", "inventory", "ordering", "payments", "gateway"];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var session = sessions.Open(RequestContext.System("clients"));
        string[] forPeople = [GrantTypes.AuthorizationCode, GrantTypes.RefreshToken];
        Write(session, AccessTokens.ClientId, "Commerce", isPublic: true, forPeople, [Api]);
        Write(session, "commerce-admin", "Commerce for staff", isPublic: false, forPeople, [Api]);
        foreach (var service in Services)
            Write(session, $"commerce-{service}", $"Service {service}", isPublic: false, [GrantTypes.ClientCredentials], AudiencesOf(service));
        await session.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Whom a service may speak to: any other, each by a token that is good there alone.
    private static string[] AudiencesOf(string service) => [.. Services.Where(s => s != service && s != "gateway").Select(s => $"commerce-{s}")];

    private void Write(Session session, string id, string name, bool isPublic, string[] grants, string[] audiences)
    {
        var settings = configuration.GetSection($"Clients:{id}");
        var secret = settings["Secret"];
        if (!isPublic && secret is null)
            return;
        if (!isPublic && secret!.Length is < ClientSecret.MinLength or > ClientSecret.MaxLength)
            throw new InvalidOperationException($"Clients:{id}:Secret must have {ClientSecret.MinLength} to {ClientSecret.MaxLength} characters.");
        session.Write(
            Upsert, id, clock.NewId(), clock.NewId(), name, isPublic ? null : ClientSecret.Hash(secret!),
            settings.GetSection("RedirectUris").Get<string[]>() ?? [], settings.GetSection("PostLogoutRedirectUris").Get<string[]>() ?? [],
            grants, grants.Contains(GrantTypes.AuthorizationCode) ? Scopes.All.ToArray() : [], audiences, clock.GetUtcNow());
    }
}
