using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Identity;

public sealed class IssuerTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Theory]
    [InlineData("/realms/commerce/.well-known/openid-configuration")]
    [InlineData("/.well-known/openid-configuration")]
    public async Task GetDiscovery_AtBothAddresses_LeadsToTheKeys(string path)
    {
        using var client = host.CreateClient(token: null);
        var discovery = await (await client.GetAsync(path)).JsonAsync();
        Assert.Equal(host.Authority, discovery.GetProperty("issuer").GetString());
        Assert.Equal($"{host.Authority}/protocol/openid-connect/token", discovery.GetProperty("token_endpoint").GetString());

        var keys = await (await client.GetAsync(new Uri(discovery.GetProperty("jwks_uri").GetString()!))).JsonAsync();
        var key = Assert.Single(keys.GetProperty("keys").EnumerateArray());
        Assert.Equal(["alg", "crv", "kid", "kty", "use", "x", "y"], key.EnumerateObject().Select(m => m.Name).Order()); // no "d"
    }

    [Fact]
    public async Task Token_CheckedWithThePublishedKeysAlone_IsGood()
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(token: null);
        var keys = new JsonWebKeySet(await client.GetStringAsync($"{host.Authority}/protocol/openid-connect/certs"));
        var result = new JsonWebTokenHandler().ValidateToken(person.AccessToken, new TokenValidationParameters
        {
            ValidIssuer = host.Authority,
            ValidAudience = "commerce-api",
            IssuerSigningKeys = keys.Keys,
        });
        Assert.True(result.IsValid, result.Exception?.Message);
    }

    [Fact]
    public async Task Tokens_OutliveARestart()
    {
        var person = await host.SignedInAsync();
        await using var second = host.Again();
        var first = host.Services.GetRequiredService<KeyRing>().Keys.Active(host.Time.GetUtcNow());
        var again = second.Services.GetRequiredService<KeyRing>().Keys.Active(host.Time.GetUtcNow());
        Assert.NotSame(first, again);
        Assert.Equal(first!.Kid, again!.Kid);

        using var client = second.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", person.AccessToken);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/users/me")).StatusCode);
    }

    [Fact]
    public async Task PrivateKeys_InTheDatabase_AreSealed()
    {
        host.StartServer();
        var stored = await host.Database.ScalarAsync<byte[]>("SELECT private_key FROM signing_keys");
        using var key = ECDsa.Create();
        Assert.Throws<CryptographicException>(() => key.ImportPkcs8PrivateKey(stored, out _));
        Assert.True(await host.Database.ScalarAsync<bool>("SELECT bool_and(sealed) FROM signing_keys"));
    }

    [Fact]
    public async Task Token_ForgedOrBent_IsRefusedInEveryWay()
    {
        var person = await host.SignedInAsync();
        var parts = person.AccessToken.Split('.');
        var payload = Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(parts[1]));
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var kid = new JsonWebToken(person.AccessToken).Kid;
        using var certs = host.CreateClient(token: null);
        var published = new JsonWebKeySet(await certs.GetStringAsync($"{host.Authority}/protocol/openid-connect/certs")).Keys[0];
        byte[] publicPoint = [.. Base64UrlEncoder.DecodeBytes(published.X), .. Base64UrlEncoder.DecodeBytes(published.Y)];
        string[] forged =
        [
            $"{parts[0]}.{Encode(payload.Replace("customer", "owner", StringComparison.Ordinal))}.{parts[2]}",
            $"{parts[0]}.{parts[1]}.",
            $"{parts[0]}.{parts[1]}",
            $"{parts[0]}.{parts[1]}.{Base64UrlEncoder.Encode(new byte[64])}", // the zero signature
            $"{parts[0]}.{parts[1]}.{parts[2][..^2]}",
            $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.",
            $"{Encode($$"""{"alg":"none","typ":"JWT","kid":"{{kid}}"}""")}.{parts[1]}.{parts[2]}",
            Hmac($$"""{"alg":"HS256","typ":"JWT","kid":"{{kid}}"}""", payload, publicPoint),
            Hmac($$"""{"alg":"HS256","typ":"JWT","kid":"{{kid}}"}""", payload, Encoding.UTF8.GetBytes(published.X)),
            Signed(payload, foreign, kid),
            Signed(payload, foreign, "mine"),
            person.RefreshToken,
            "null",
        ];
        foreach (var token in forged)
        {
            using var client = host.CreateClient(token: null);
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            var answer = await client.GetAsync("/api/v1/users/me");
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{answer.StatusCode} for {token}");
        }

        using var honest = host.CreateClient(person.AccessToken);
        Assert.Equal(HttpStatusCode.OK, (await honest.GetAsync("/api/v1/users/me")).StatusCode);
    }

    private static string Encode(string text) => Base64UrlEncoder.Encode(text);

    // Uncached: the library remembers signers by key id, and would take the service's own for a foreign key of the same name.
    private static string Signed(string payload, ECDsa key, string kid) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
        payload,
        new SigningCredentials(new ECDsaSecurityKey(key) { KeyId = kid }, SecurityAlgorithms.EcdsaSha256)
        {
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        });

    private static string Hmac(string header, string payload, byte[] key)
    {
        var signed = $"{Encode(header)}.{Encode(payload)}";
        return $"{signed}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";
    }
}
