using System.Net;
using System.Net.Http.Json;
using System.Text;
using Commerce.Kernel;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;

namespace Commerce.Identity;

/// <summary>A developer's installation, without a master key and with sample accounts.</summary>
public sealed class DevelopmentIdentityHost : IdentityHost
{
    public const string Authenticator = "what the sample apps know";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Settings["Security:MasterKey"] = "";
        Settings["Sample:Accounts"] = "true";
        Settings["Sample:Password"] = Password;
        Settings["Sample:Authenticator"] = Authenticator;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseEnvironment(Environments.Development);
    }
}

public sealed class SeedAccountsTests(DevelopmentIdentityHost host) : IClassFixture<DevelopmentIdentityHost>
{
    [Fact]
    public async Task SeedAccounts_AtEachStart_LeavesOneAccountForEachRole()
    {
        using var client = host.CreateClient(token: null);
        await using var again = host.Again();

        Assert.Equal(8L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM users"));
        Assert.Equal(8L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM outbox WHERE envelope LIKE '%identity.user-registered.v1%'"));
        Assert.Equal(6L, await host.Database.ScalarAsync<long>("SELECT count(DISTINCT role_id) FROM user_roles"));
        Assert.Equal(0L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM security_events WHERE kind = 'registration-repeated'"));
        foreach (var email in new[] { "ada@shop.example", "grace@shop.example", "linus@shop.example" })
            Assert.Equal(HttpStatusCode.OK, (await LogInAsync(client, email)).StatusCode);
        foreach (var email in new[] { "owner@shop.example", "support@shop.example", "catalog@shop.example", "warehouse@shop.example", "finance@shop.example" })
        {
            var challenge = (await (await LogInAsync(client, email)).JsonAsync()).GetProperty("secondFactor").GetProperty("challenge").GetString();
            var code = TimeBasedCode.Of(Encoding.ASCII.GetBytes(DevelopmentIdentityHost.Authenticator), TimeBasedCode.StepAt(host.Time.GetUtcNow()));
            Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("/api/v1/auth/second-factor", new { challenge, method = "totp", code })).StatusCode);
        }
    }

    private static Task<HttpResponseMessage> LogInAsync(HttpClient client, string email) =>
        client.PostAsJsonAsync("/api/v1/auth/login", new { email, password = IdentityHost.Password });
}
