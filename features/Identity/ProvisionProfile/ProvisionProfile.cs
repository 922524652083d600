using System.Collections.Concurrent;
using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Identity.Contracts;
using Commerce.Messaging;
using Npgsql;

namespace Commerce.Identity;

/// <summary>
/// Where Keycloak keeps the accounts, the first token of somebody opens their profile here, and later ones bring their roles up to date:
/// rights are judged by rows. Tokens of the embedded issuer carry no address, so they never open anything.
/// </summary>
internal sealed partial class ProvisionProfile(RequestDelegate next, SessionFactory sessions, TimeProvider clock, ILogger<ProvisionProfile> log)
{
    private const int RememberAtMost = 10_000;

    // Two first calls at once, or an address that another account has: one row or none.
    private const string Open = """
        INSERT INTO users (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, security_stamp, concurrency_stamp,
                           display_name, language, registered_at)
        VALUES ($1, $2, upper($2), $2, upper($2), $3, $4, $4, $5, $6, $7)
        ON CONFLICT DO NOTHING RETURNING id
        """;

    private const string Give = """
        INSERT INTO user_roles (user_id, role_id) SELECT u.id, r.id FROM users u, roles r WHERE u.id = $1 AND r.name = ANY ($2) ON CONFLICT DO NOTHING
        """;

    private const string Take = "DELETE FROM user_roles WHERE user_id = $1 AND role_id IN (SELECT id FROM roles WHERE name <> ALL ($2))";

    // What was written lately, by person: a call costs a look into memory, and only a change a statement.
    private readonly ConcurrentDictionary<Guid, string> _seen = new();

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.User.FindFirst("email")?.Value is { } address && EmailAddress.TryParse(address, out var email)
            && context.User.TryUserId() is { } id && !context.User.IsApplication())
        {
            string[] roles = [.. context.User.FindAll("role").Select(r => r.Value).Order(StringComparer.Ordinal)];
            var told = string.Join(' ', roles);
            if (!_seen.TryGetValue(id, out var known) || known != told)
            {
                await KeepAsync(context, id, email, roles);
                if (_seen.Count >= RememberAtMost)
                    _seen.Clear();
                _seen[id] = told;
            }
        }

        await next(context);
    }

    private async Task KeepAsync(HttpContext context, Guid id, EmailAddress email, string[] roles)
    {
        await using var session = sessions.Open(RequestContext.System("provision-profile"));
        await session.BeginAsync(context.RequestAborted);
        var (user, now) = (context.User, clock.GetUtcNow());
        var opened = await session.QueryAsync(
            Open,
            row => row.GetGuid(0),
            context.RequestAborted,
            id,
            email.Value,
            user.FindFirst("email_verified")?.Value == "true",
            Guid.CreateVersion7().ToString(),
            NameOf(user, email),
            User.DefaultLanguage,
            now);
        if (opened.Count > 0)
            session.Publish(new UserRegisteredV1(id, now), id);
        session.Write(Give, id, roles);
        session.Write(Take, id, roles);
        try
        {
            await session.CommitAsync(context.RequestAborted);
        }
        catch (PostgresException e) when (e.ConstraintName == Role.AnOwnerRemains)
        {
            LogLastOwner(log, id);
        }
    }

    private static string NameOf(ClaimsPrincipal user, EmailAddress email)
    {
        var name = (user.FindFirst("name")?.Value ?? "").Trim();
        return name.Length is 0 or > User.MaxDisplayNameLength ? email.Value[..Math.Min(email.Value.IndexOf('@', StringComparison.Ordinal), User.MaxDisplayNameLength)] : name;
    }

    [LoggerMessage(LogLevel.Warning, "{User} is no owner any more for the issuer, but the shop would be left without one.")]
    private static partial void LogLastOwner(ILogger log, Guid user);
}
