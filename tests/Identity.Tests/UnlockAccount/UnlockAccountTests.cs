using System.Net;
using System.Net.Http.Json;

namespace Commerce.Identity;

/// <summary>An installation that lets nobody in whose address is not confirmed.</summary>
public sealed class ConfirmingIdentityHost : IdentityHost
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Settings["Accounts:ConfirmBeforeLogin"] = "true";
        Settings["Accounts:Links"] = "https://shop.example/account/";
    }
}

public sealed class UnlockAccountTests(ConfirmingIdentityHost host) : IClassFixture<ConfirmingIdentityHost>
{
    [Fact]
    public async Task UnlockAccount_WithTheTokenFromTheMail_OpensItAtOnce()
    {
        var (id, email) = await ConfirmedAsync();
        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await LogInAsync(email, $"guess number {i}", $"192.0.2.{i}")).StatusCode);
        Assert.Equal("identity.too_many_tries", await (await LogInAsync(email, IdentityHost.Password, "192.0.2.200")).CodeAsync(429));
        using var client = host.CreateClient(token: null);
        var token = await host.MailedTokenAsync(id, "locked");
        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsJsonAsync("/api/v1/auth/unlock", new { token })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(email, IdentityHost.Password, "192.0.2.200")).StatusCode);
        Assert.Equal("identity.invalid_token", await (await client.PostAsJsonAsync("/api/v1/auth/unlock", new { token })).CodeAsync(422));
        Assert.Equal(1L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM outgoing_messages WHERE user_id = $1 AND template = 'locked'", id));
    }

    [Fact]
    public async Task LogIn_BeforeTheAddressIsConfirmed_LooksAsIfThereWereNoSuchAccount_WhereThatIsSet()
    {
        using var client = host.CreateClient(token: null);
        var email = host.NewEmail();
        var registered = await client.PostAsJsonAsync("/api/v1/auth/register", new { email, password = IdentityHost.Password, displayName = "Ada" });
        Assert.Equal("confirm-email", (await registered.JsonAsync()).GetProperty("next").GetString());
        Assert.Equal("identity.invalid_credentials", await (await LogInAsync(email, IdentityHost.Password, "192.0.2.1")).CodeAsync(401));
        var id = await host.Database.ScalarAsync<Guid>("SELECT id FROM users WHERE email = $1", email);
        var token = await host.MailedTokenAsync(id, "confirm-email");
        Assert.Contains($"https://shop.example/account/confirm-email#{token}", (await host.MailAsync(id, "confirm-email"))!.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsJsonAsync("/api/v1/auth/confirm-email", new { token })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(email, IdentityHost.Password, "192.0.2.1")).StatusCode);
    }

    [Fact]
    public async Task LogIn_FromANewDeviceOrNetwork_IsToldToTheOwner()
    {
        var (id, email) = await ConfirmedAsync();
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(email, IdentityHost.Password, "192.0.2.1")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(email, IdentityHost.Password, "192.0.2.99")).StatusCode); // the same neighbourhood
        Assert.Null(await host.MailAsync(id, "new-device"));
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(email, IdentityHost.Password, "198.51.100.1")).StatusCode);
        Assert.Contains("198.51.100.0/24", (await host.MailAsync(id, "new-device"))!.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(email, IdentityHost.Password, "198.51.100.1", "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")).StatusCode);
        Assert.Contains("Firefox on Windows", (await host.MailAsync(id, "new-device"))!.Text, StringComparison.Ordinal);
        Assert.Equal(2L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM security_events WHERE user_id = $1 AND kind = 'new-device'", id));
    }

    private async Task<(Guid Id, string Email)> ConfirmedAsync()
    {
        using var client = host.CreateClient(token: null);
        var email = host.NewEmail();
        await client.PostAsJsonAsync("/api/v1/auth/register", new { email, password = IdentityHost.Password, displayName = "Ada" });
        await host.Database.ExecuteAsync("UPDATE users SET email_confirmed = true WHERE email = $1", email);
        return (await host.Database.ScalarAsync<Guid>("SELECT id FROM users WHERE email = $1", email), email);
    }

    private async Task<HttpResponseMessage> LogInAsync(string email, string password, string address, string? device = null)
    {
        using var client = host.From(address);
        if (device is not null)
            client.DefaultRequestHeaders.UserAgent.ParseAdd(device);
        return await client.PostAsJsonAsync("/api/v1/auth/login", new { email, password });
    }
}
