using System.Net;
using System.Text;
using System.Text.Json;
using Commerce.Testing;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Gateway;

public sealed class AuthenticateCallerTests
{
    public static TheoryData<string> Forgeries =>
        ["garbage", "empty", "three-dots", "none", "hmac-with-the-public-key", "other-key", "tampered", "expired", "not-yet", "other-issuer",
            "other-audience", "no-signature", "no-subject", "two-headers"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Token_ThatIsNotGood_Is401EvenWhereNoneIsNeeded(string forgery)
    {
        await using var issuer = await Issuer.StartAsync();
        await using var shop = await Shop.StartAsync(("Auth:Authority", issuer.Authority));
        (string, string)[] headers = forgery == "two-headers"
            ? [("Authorization", $"Bearer {issuer.Token()}"), ("Authorization", $"Bearer {issuer.Token()}")]
            : [("Authorization", $"Bearer {Forge(issuer.Tokens, forgery)}")];

        foreach (var path in new[] { "/api/v1/products", "/api/v1/orders" })
        {
            using var response = await shop.Gateway.GetAsync(path, headers);

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("invalid_token", await response.ProblemAsync());
            Assert.Contains("invalid_token", response.Header("WWW-Authenticate"), StringComparison.Ordinal);
        }
        Assert.All(shop.Services, service => Assert.Empty(service.Service.Requests));
    }

    [Fact]
    public async Task Token_ThatIsGood_GoesOnToTheServiceAsItCame()
    {
        await using var issuer = await Issuer.StartAsync();
        await using var shop = await Shop.StartAsync(("Auth:Authority", issuer.Authority));
        var header = $"Bearer {issuer.Token()}";

        for (var i = 0; i < 3; i++)
        {
            using var response = await shop.Gateway.GetAsync("/api/v1/orders", ("Authorization", header));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.All(shop["ordering"].Requests, request => Assert.Equal(header, request.Headers["Authorization"]));
        Assert.Equal(1, issuer.Tokens.KeyRequests);
    }

    [Fact]
    public async Task Token_GoodAMomentAgo_DoesNotLendItsMemoryToAnother()
    {
        await using var issuer = await Issuer.StartAsync();
        await using var shop = await Shop.StartAsync(("Auth:Authority", issuer.Authority));
        var token = issuer.Token();
        using var good = await shop.Gateway.GetAsync("/api/v1/orders", ("Authorization", $"Bearer {token}"));

        using var forged = await shop.Gateway.GetAsync("/api/v1/orders", ("Authorization", $"Bearer {Tamper(token)}"));

        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
    }

    [Fact]
    public async Task Issuer_ThatIsNotThereYet_Is503NotTheCallersFault()
    {
        await using var issuer = await Issuer.StartAsync();
        issuer.Tokens.IsUp = false;
        await using var shop = await Shop.StartAsync(("Auth:Authority", issuer.Authority));
        var header = $"Bearer {issuer.Token()}";

        using var early = await shop.Gateway.GetAsync("/api/v1/orders", ("Authorization", header));
        using var stranger = await shop.Gateway.GetAsync("/api/v1/products");
        issuer.Tokens.IsUp = true;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);
        Assert.NotNull(early.Header("Retry-After"));
        await early.ProblemAsync();
        Assert.Equal(HttpStatusCode.OK, stranger.StatusCode);
        await Eventually.IsTrueAsync(
            async () => (await shop.Gateway.GetAsync("/api/v1/orders", ("Authorization", header))).StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Credentials_OfAnotherScheme_ReachTheTokenEndpoint()
    {
        await using var shop = await Shop.StartAsync();

        using var response = await shop.Gateway.SendAsync(
            HttpMethod.Post, "/realms/commerce/protocol/openid-connect/token", null, ("Authorization", "Basic Y2xpZW50OnNlY3JldA=="));
        using var order = await shop.Gateway.GetAsync("/api/v1/orders", ("Authorization", "Basic Y2xpZW50OnNlY3JldA=="));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Basic Y2xpZW50OnNlY3JldA==", Assert.Single(shop["identity"].Requests).Headers["Authorization"]);
        Assert.Equal(HttpStatusCode.Unauthorized, order.StatusCode);
    }

    [Fact]
    public async Task Tokens_OfOtherAudiences_ReachTheIssuerAlone()
    {
        await using var issuer = await Issuer.StartAsync();
        await using var shop = await Shop.StartAsync(("Auth:Authority", issuer.Authority));
        var claims = issuer.Tokens.Claims(Guid.CreateVersion7());
        claims["aud"] = "an-application-of-others";
        var header = $"Bearer {issuer.Tokens.Sign(claims)}";

        using var userInfo = await shop.Gateway.GetAsync("/realms/commerce/protocol/openid-connect/userinfo", ("Authorization", header));
        using var products = await shop.Gateway.GetAsync("/api/v1/products", ("Authorization", header));

        Assert.Equal(HttpStatusCode.OK, userInfo.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, products.StatusCode);
    }

    private static string Forge(TestIssuer issuer, string forgery)
    {
        var claims = issuer.Claims(Guid.CreateVersion7(), "owner");
        var now = TimeProvider.System.GetUtcNow();
        switch (forgery)
        {
            case "garbage":
                return "garbage";
            case "empty":
                return "";
            case "three-dots":
                return "a.b.c.d";
            case "none":
                return Unsigned(claims, "none", issuer.SigningKey.KeyId);
            case "no-signature":
                return Unsigned(claims, "ES256", issuer.SigningKey.KeyId);
            case "hmac-with-the-public-key":
                var publicKey = issuer.SigningKey.ECDsa.ExportSubjectPublicKeyInfo();
                return issuer.Sign(claims, new(new SymmetricSecurityKey(publicKey) { KeyId = issuer.SigningKey.KeyId }, SecurityAlgorithms.HmacSha256));
            case "other-key":
                using (var other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256))
                    return issuer.Sign(claims, new(new ECDsaSecurityKey(other) { KeyId = issuer.SigningKey.KeyId }, SecurityAlgorithms.EcdsaSha256));
            case "tampered":
                return Tamper(issuer.Sign(claims));
            case "expired":
                claims["exp"] = now.AddMinutes(-2).ToUnixTimeSeconds();
                break;
            case "not-yet":
                claims["nbf"] = now.AddMinutes(5).ToUnixTimeSeconds();
                break;
            case "other-issuer":
                claims["iss"] = "https://evil.example/realms/commerce";
                break;
            case "other-audience":
                claims["aud"] = "another-api";
                break;
            case "no-subject":
                claims.Remove("sub");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(forgery));
        }
        return issuer.Sign(claims);
    }

    // Another role, the old signature.
    private static string Tamper(string token)
    {
        var parts = token.Split('.');
        var claims = Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(parts[1])).Replace("commerce-api", "commerce-api ", StringComparison.Ordinal);
        return $"{parts[0]}.{Base64UrlEncoder.Encode(claims.Replace("commerce-api ", "commerce-api", StringComparison.Ordinal) + " ")}.{parts[2]}";
    }

    private static string Unsigned(Dictionary<string, object> claims, string algorithm, string keyId) =>
        $"{Base64UrlEncoder.Encode(JsonSerializer.Serialize(new { alg = algorithm, typ = "JWT", kid = keyId }))}.{Base64UrlEncoder.Encode(JsonSerializer.Serialize(claims))}.";
}
