using Commerce.Data;

namespace Commerce.Identity;

/// <summary>
/// Opens the accounts of the sample shop, one for each role and three customers, all with this installation's sample password.
/// Only in development, only when <c>Sample:Accounts</c> asks for it; accounts that exist are left alone.
/// </summary>
internal sealed partial class SeedAccounts(
    IServiceScopeFactory scopes, SessionFactory sessions, PasswordHashing passwords, IConfiguration configuration, ILogger<SeedAccounts> log) : IHostedService
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

    public static bool Wanted(IConfiguration configuration, IHostEnvironment environment) =>
        environment.IsDevelopment() && configuration.GetValue<bool>("Sample:Accounts");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var password = configuration["Sample:Password"];
        if (password is null || PasswordRules.Check(password, "") is not null)
            throw new InvalidOperationException("Sample:Password must be a good password when Sample:Accounts is on.");

        var missing = await MissingAsync(cancellationToken);
        if (missing.Count == 0)
            return;
        // One hash for all: they have one password anyway, and the platform waits for this.
        var hash = await passwords.HashAsync(password, cancellationToken);
        foreach (var (email, name, roles) in missing)
            await OpenAsync(email, name, roles, hash.Value, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

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
        if (await scope.ServiceProvider.GetRequiredService<Registration>().RegisterAsync(session, EmailAddress.Parse(email), name, hash, roles, ct))
            LogOpened(log, roles[0]);
    }

    [LoggerMessage(LogLevel.Information, "Opened a sample account with the role {Role}.")]
    private static partial void LogOpened(ILogger log, string role);
}
