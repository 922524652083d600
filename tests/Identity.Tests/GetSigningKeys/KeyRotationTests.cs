using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Commerce.Identity;

public sealed class KeyRotationTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task Keys_OverAMonth_RotateOnceWithoutBreakingAToken()
    {
        var ring = host.Services.GetRequiredService<KeyRing>();
        var old = await host.SignedInAsync();
        host.Time.Advance(SigningKeySet.Lifetime - SigningKeySet.Notice);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ring.RefreshAsync(CancellationToken.None))); // replicas notice together
        Assert.Equal(2L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM signing_keys"));
        Assert.Equal(2, await PublishedAsync());
        Assert.Equal(new JsonWebToken(old.AccessToken).Kid, new JsonWebToken((await host.SignedInAsync()).AccessToken).Kid);

        host.Time.Advance(SigningKeySet.Notice - TimeSpan.FromMinutes(1));
        var before = await host.SignedInAsync();
        host.Time.Advance(TimeSpan.FromMinutes(2));
        var after = await host.SignedInAsync();
        Assert.NotEqual(new JsonWebToken(before.AccessToken).Kid, new JsonWebToken(after.AccessToken).Kid);
        foreach (var person in new[] { before, after })
        {
            using var client = host.CreateClient(person.AccessToken);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/users/me")).StatusCode);
        }

        host.Time.Advance(SigningKeySet.Overlap);
        Assert.Equal(1, await PublishedAsync());
    }

    private async Task<int> PublishedAsync()
    {
        using var client = host.CreateClient(token: null);
        var keys = await (await client.GetAsync("/realms/commerce/protocol/openid-connect/certs")).JsonAsync();
        return keys.GetProperty("keys").GetArrayLength();
    }
}
