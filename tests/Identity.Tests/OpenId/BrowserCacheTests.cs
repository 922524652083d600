using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Commerce.Identity;

/// <summary>Redis spares PostgreSQL a question, and nothing depends on it.</summary>
public sealed class BrowserCacheTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BrowserSession_WithRedisThereOrNot_GoesOn_AndARevokedOneDoesNot(bool isThere)
    {
        var redis = Environment.GetEnvironmentVariable("COMMERCE_TEST_REDIS");
        Assert.SkipWhen(isThere && redis is null, "No Redis: ./commerce test starts one.");
        await using var host = new IdentityHost();
        await host.InitializeAsync();
        host.Settings["ConnectionStrings:redis"] = isThere ? redis : $"127.0.0.1:{NobodysPort()}";
        var person = await host.SignedInAsync();
        using var rp = await RelyingParty.RegisterAsync(host);
        await rp.SignInAsync(person);
        Assert.Contains("code", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none")))).Keys);

        if (isThere)
            await ForgetEverythingAsync(redis!);
        Assert.Contains("code", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none")))).Keys);

        using var client = host.CreateClient(person.AccessToken);
        Assert.Equal(HttpStatusCode.OK, (await client.DeleteAsync("/api/v1/users/me/sessions?keepCurrent=true")).StatusCode);
        Assert.Equal("login_required", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none"))))["error"]);
        Assert.Equal(HttpStatusCode.OK, (await rp.FollowAsync(await rp.GetAsync(rp.AuthorizeUrl()))).StatusCode);
    }

    // What others keep there is no less safe to lose.
    private static async Task ForgetEverythingAsync(string redis)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(redis);
        var keys = (RedisKey[])await connection.GetDatabase().ExecuteAsync("KEYS", "identity:browser:*");
        Assert.NotEmpty(keys);
        await connection.GetDatabase().KeyDeleteAsync(keys);
        await connection.CloseAsync();
    }

    private static int NobodysPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
