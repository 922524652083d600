using System.Net;

namespace Commerce.Identity;

/// <summary>With addresses that must be confirmed first.</summary>
public sealed class UnconfirmedPasskeyTests : IClassFixture<IdentityHost>
{
    private readonly IdentityHost _host;

    public UnconfirmedPasskeyTests(IdentityHost host)
    {
        _host = host;
        host.Settings["Accounts:ConfirmBeforeLogin"] = "true";
    }

    [Fact]
    public async Task LogIn_BeforeTheAddressIsConfirmed_LooksLikeAWrongOne()
    {
        using var nobody = _host.CreateClient(token: null);
        var id = Guid.CreateVersion7();
        await _host.Database.ExecuteAsync(
            """
            INSERT INTO users (id, user_name, normalized_user_name, email, normalized_email, security_stamp, concurrency_stamp, display_name, language, registered_at)
            VALUES ($1, $2, upper($2), $2, upper($2), '', '', 'A Person', 'en', now())
            """,
            id, _host.NewEmail());
        var token = ((AccessTokens)_host.Services.GetService(typeof(AccessTokens))!).Issue(new(id, Guid.CreateVersion7(), _host.Time.GetUtcNow(), ["pwd"], ["customer"]));
        using var client = _host.CreateClient(token);
        using var device = _host.NewDevice();
        Assert.Equal(HttpStatusCode.Created, (await client.AddAsync(device)).StatusCode);
        Assert.Equal("identity.invalid_passkey", await (await nobody.LogInAsync(device)).CodeAsync(401));
        Assert.Equal(0, await _host.Database.ScalarAsync<long>("SELECT count(*) FROM sessions WHERE user_id = $1", id));
        await _host.Database.ExecuteAsync("UPDATE users SET email_confirmed = true WHERE id = $1", id);
        Assert.Equal(HttpStatusCode.OK, (await nobody.LogInAsync(device)).StatusCode);
    }
}
