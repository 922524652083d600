using System.Net;
using System.Net.Http.Json;

namespace Commerce.Identity;

/// <summary>The contract, on the issuer embedded in Identity.</summary>
public sealed class EmbeddedIssuerTests(IdentityHost host) : IssuerContract, IClassFixture<IdentityHost>
{
    protected override TimeSpan AccessTokenLife => TimeSpan.FromMinutes(15);

    protected override HttpClient Service(string? token) => host.CreateClient(token);

    protected override async Task<Account> OpenAsync(params string[] roles)
    {
        var person = await host.SignedInAsync(roles);
        return new(person.Id, person.Email);
    }

    protected override async Task<IssuedTokens> SignInAsync(Account account, bool withSecondFactor)
    {
        host.Time.Advance(TimeSpan.FromSeconds(60)); // another code than the one the account was opened with
        var tokens = await host.LogInAsync(new(account.Id, account.Email, default));
        return new(tokens.GetProperty("accessToken").GetString()!, tokens.GetProperty("refreshToken").GetString()!);
    }

    protected override async Task<IssuedTokens?> RefreshAsync(string refreshToken)
    {
        using var client = host.CreateClient(token: null);
        var answer = await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken });
        if (answer.StatusCode != HttpStatusCode.OK)
            return null;
        var tokens = await answer.JsonAsync();
        return new(tokens.GetProperty("accessToken").GetString()!, tokens.GetProperty("refreshToken").GetString()!);
    }
}
