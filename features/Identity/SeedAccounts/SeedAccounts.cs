using System.Text;
using Commerce.Data;

namespace Commerce.Identity;

/// <summary>
/// Opens the accounts of the sample shop, one for each role and three customers, all with this installation's sample password; the
/// staff's have its sample authenticator for a second factor.
/// Only in development, only when <c>Sample:Accounts</c> asks for it, and not beside a Keycloak, which has its own; accounts that exist are
/// left alone.
/// </summary>
internal sealed partial class SeedAccounts(
    IServiceScopeFactory scopes, SessionFactory sessions, PasswordHashing passwords, Authenticators authenticators, TimeProvider clock, IConfiguration configuration, ILogger<SeedAccounts> log) : IHostedService
{
    private static readonly (string Email, string Name, string[] Roles)[] People =
    [
        ("owner@shop.example", "Olivia Owner", [Role.Owner]),
        ("support@shop.example", "Sam Support", ["support"]),
        ("catalog@shop.example", "Cleo Catalog", ["catalog-manager"]),
        ("warehouse@shop.example", "Wim Warehouse", ["warehouse"]),
        ("finance@shop.example", "Fay Finance", ["finance"]),
        ("ada@shop.example", "Ada Lovelace", [Role.Customer]),
        ("grace@shop.example", "Grace Hopper", [Role.Customer]),
        ("linus@shop.example", "Linus Pauling", [Role.Customer]),
    ];

    private const int MinAuthenticatorLength = 20;

    private const string Confirm = """
        UPDATE second_factors SET confirmed_at = $2 WHERE user_id = $1 AND confirmed_at IS NULL
        """;

    private const string WithoutAuthenticator = """
        SELECT id FROM users u WHERE email = ANY($1) AND NOT EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = u.id AND confirmed_at IS NOT NULL)
        """;

    public static bool Wanted(IConfiguration configuration, IHostEnvironment environment) =>
        environment.IsDevelopment() && configuration.GetValue<bool>("Sample:Accounts") && !IssuerOptions.IsForApiKeysOnly(configuration);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var password = configuration["Sample:Password"];
        if (password is null || PasswordRules.Check(password, "") is not null)
            throw new InvalidOperationException("Sample:Password must be a good password when Sample:Accounts is on.");

        if (configuration["Sample:Authenticator"] is not { Length: >= MinAuthenticatorLength } authenticator)
            throw new InvalidOperationException($"Sample:Authenticator must have {MinAuthenticatorLength} or more characters when Sample:Accounts is on.");

        await OpenMissingAsync(password, cancellationToken);
        await GiveAuthenticatorsAsync(Encoding.ASCII.GetBytes(authenticator), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task OpenMissingAsync(string password, CancellationToken cancellationToken)
    {
        var missing = await MissingAsync(cancellationToken);
        if (missing.Count == 0)
            return;
        // One hash for all: they have one password anyway, and the platform waits for this.
        var hash = await passwords.HashAsync(password, cancellationToken);
        foreach (var (email, name, roles) in missing)
            await OpenAsync(email, name, roles, hash.Value, cancellationToken);
    }

    private async Task GiveAuthenticatorsAsync(byte[] secret, CancellationToken ct)
    {
        await using var session = sessions.Open(RequestContext.System("sample-accounts"));
        var staff = People.Where(p => p.Roles is not [Role.Customer]).Select(p => p.Email).ToArray();
        foreach (var id in await session.QueryAsync(WithoutAuthenticator, row => row.GetGuid(0), ct, (object)staff))
        {
            authenticators.Enrol(session, id, secret);
            session.Write(Confirm, id, clock.GetUtcNow());
        }

        await session.CommitAsync(ct);
    }

    private async Task<List<(string Email, string Name, string[] Roles)>> MissingAsync(CancellationToken ct)
    {
        await using var session = sessions.Open(RequestContext.System("sample-accounts"));
        var known = await session.QueryAsync(
            "SELECT email FROM users WHERE email = ANY($1)", row => row.GetString(0), ct, (object)People.Select(p => p.Email).ToArray());
        return [.. People.Where(p => !known.Contains(p.Email))];
    }

    private async Task OpenAsync(string email, string name, string[] roles, string hash, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var session = sessions.Open(RequestContext.System("sample-accounts"));
        if (await scope.ServiceProvider.GetRequiredService<Registration>().RegisterAsync(session, EmailAddress.Parse(email), name, hash, roles, ct, isConfirmed: true))
            LogOpened(log, roles[0]);
    }

    [LoggerMessage(LogLevel.Information, "Opened a sample account with the role {Role}.")]
    private static partial void LogOpened(ILogger log, string role);
}
