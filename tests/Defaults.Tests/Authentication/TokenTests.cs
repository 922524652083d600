using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Commerce.Testing;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Defaults.Tests;

public sealed class TokenTests(SampleService service) : IClassFixture<SampleService>
{
    private static readonly Guid s_user = Guid.CreateVersion7();

    [Fact]
    public async Task Token_Good_TellsWhoItIs()
    {
        using var client = service.CreateClient(s_user, "customer");
        var me = await (await client.GetAsync("/api/v1/me", TestContext.Current.CancellationToken)).JsonAsync(200);
        Assert.Equal(s_user, me.GetProperty("id").GetGuid());
        Assert.False(me.GetProperty("mayWrite").GetBoolean());
    }

    [Fact]
    public async Task Token_None_IsAskedFor()
    {
        using var client = service.CreateClient(token: null);
        var answer = await client.GetAsync("/api/v1/me", TestContext.Current.CancellationToken);
        await answer.ProblemAsync(401, "unauthenticated");
        Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).ToString());
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Token_Forged_IsRefused(string name)
    {
        var token = Forge(name, service.Issuer);
        using var client = service.CreateClient(token: null);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        await answer.ProblemAsync(401, "invalid_token");
        Assert.Contains("invalid_token", Assert.Single(answer.Headers.WwwAuthenticate).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Token abc")]
    public async Task Header_OfAnotherScheme_IsRefused(string header)
    {
        using var client = service.CreateClient(token: null);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
        request.Headers.TryAddWithoutValidation("Authorization", header);
        await (await client.SendAsync(request, TestContext.Current.CancellationToken)).ProblemAsync(401, "invalid_token");
    }

    [Fact]
    public async Task Token_WithoutNotBefore_IsAccepted() // Keycloak's are like that
    {
        var claims = service.Issuer.Claims(Guid.CreateVersion7());
        claims.Remove("nbf");
        using var client = service.CreateClient(service.Issuer.Sign(claims));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/api/v1/me", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Token_OfAClockThatIsAhead_IsAccepted()
    {
        var claims = service.Issuer.Claims(s_user);
        claims["nbf"] = TimeProvider.System.GetUtcNow().AddSeconds(20).ToUnixTimeSeconds();
        using var client = service.CreateClient(service.Issuer.Sign(claims));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/me", TestContext.Current.CancellationToken)).StatusCode);
    }

    public static TheoryData<string> Forgeries => new(Recipes.Keys);

    private static string Forge(string name, TestIssuer issuer) => Recipes[name](issuer);

    // Each bends one thing of an otherwise good token.
    private static readonly Dictionary<string, Func<TestIssuer, string>> Recipes = new()
    {
        ["empty segments"] = _ => "..",
        ["not a token"] = _ => "abc",
        ["two segments"] = i => i.Token(s_user)[..i.Token(s_user).LastIndexOf('.')],
        ["five segments"] = i => i.Token(s_user) + ".a.b",
        ["garbage base64"] = _ => "!!!.@@@.###",
        ["header not JSON"] = i => Encode("nonsense") + i.Token(s_user)[i.Token(s_user).IndexOf('.', StringComparison.Ordinal)..],
        ["header an array"] = i => Encode("[]") + i.Token(s_user)[i.Token(s_user).IndexOf('.', StringComparison.Ordinal)..],
        ["alg none"] = i => Unsigned(i, "none"),
        ["alg None"] = i => Unsigned(i, "None"),
        ["alg nOnE with signature"] = i => Unsigned(i, "nOnE") + "AAAA",
        ["alg empty"] = i => Unsigned(i, ""),
        ["alg missing"] = i => Raw(new { typ = "JWT", kid = i.SigningKey.KeyId }, i.Claims(s_user), []),
        ["signature stripped"] = i => i.Token(s_user)[..(i.Token(s_user).LastIndexOf('.') + 1)],
        ["signature of zeros"] = i => Signed(i, new byte[64]),
        ["signature truncated"] = i => i.Token(s_user)[..^8],
        ["signature of another token"] = i => Swap(i),
        ["signature in DER"] = Der,
        ["HS256 with the public key as PEM"] = i => Hmac(i, Encoding.ASCII.GetBytes(i.SigningKey.ECDsa.ExportSubjectPublicKeyInfoPem())),
        ["HS256 with the public key's bytes"] = i => Hmac(i, i.SigningKey.ECDsa.ExportSubjectPublicKeyInfo()),
        ["HS256 with the key id"] = i => Hmac(i, Encoding.ASCII.GetBytes(i.SigningKey.KeyId)),
        ["HS256 with an empty key"] = i => Hmac(i, []),
        ["ES384"] = i => OtherCurve(i, ECCurve.NamedCurves.nistP384, SecurityAlgorithms.EcdsaSha384),
        ["ES512"] = i => OtherCurve(i, ECCurve.NamedCurves.nistP521, SecurityAlgorithms.EcdsaSha512),
        ["RS256 with a key of their own under our kid"] = OwnRsa,
        ["ES256 with a key of their own under our kid"] = i => OtherCurve(i, ECCurve.NamedCurves.nistP256, SecurityAlgorithms.EcdsaSha256),
        ["unknown kid"] = i => i.Sign(i.Claims(s_user), new SigningCredentials(
            new ECDsaSecurityKey(i.SigningKey.ECDsa) { KeyId = "somebody-else" }, SecurityAlgorithms.EcdsaSha256)),
        ["no kid"] = i => i.Sign(i.Claims(s_user), new SigningCredentials(new ECDsaSecurityKey(i.SigningKey.ECDsa), SecurityAlgorithms.EcdsaSha256)),
        ["key in the header"] = EmbeddedKey,
        ["key address in the header"] = i => ElsewhereSigned(i, "jku"),
        ["certificate address in the header"] = i => ElsewhereSigned(i, "x5u"),
        ["certificate in the header"] = i => ElsewhereSigned(i, "x5c"),
        ["r and s swapped"] = i => Resigned(i, signature => [.. signature[32..], .. signature[..32]]),
        ["one bit of the signature turned"] = i => Resigned(i, signature => [(byte)(signature[0] ^ 1), .. signature[1..]]),
        ["signature followed by more"] = i => Resigned(i, signature => [.. signature, 0]),
        ["critical extension"] = i => Es256(i, new { alg = "ES256", typ = "JWT", kid = i.SigningKey.KeyId, crit = new[] { "exp" } }, i.Claims(s_user)),
        ["typ of something else"] = i => Es256(i, new { alg = "ES256", typ = "logout+jwt", kid = i.SigningKey.KeyId }, i.Claims(s_user)),
        ["no typ"] = i => Es256(i, new { alg = "ES256", kid = i.SigningKey.KeyId }, i.Claims(s_user)),
        ["payload changed after signing"] = Tampered,
        ["payload not JSON"] = i => Es256(i, Header(i), "nonsense"),
        ["payload nested deeply"] = i => Es256(i, Header(i), new string('[', 3000) + new string(']', 3000)),
        ["expired"] = i => With(i, "exp", TimeProvider.System.GetUtcNow().AddSeconds(-1).ToUnixTimeSeconds()),
        ["never expires"] = i => Without(i, "exp"),
        ["not yet valid"] = i => With(i, "nbf", TimeProvider.System.GetUtcNow().AddSeconds(60).ToUnixTimeSeconds()),
        ["exp as text"] = i => With(i, "exp", "tomorrow"),
        ["exp negative"] = i => With(i, "exp", -1),
        ["exp enormous"] = i => With(i, "exp", 1e300),
        ["other issuer"] = i => With(i, "iss", "https://issuer.example/realms/commerce"),
        ["issuer with a slash"] = i => With(i, "iss", i.Authority + "/"),
        ["no issuer"] = i => Without(i, "iss"),
        ["other audience"] = i => With(i, "aud", "another-api"),
        ["no audience"] = i => Without(i, "aud"),
        ["subject not a user"] = i => With(i, "sub", "admin"),
        ["no subject"] = i => Without(i, "sub"),
        ["too long"] = i => With(i, "padding", new string('x', 9_000)),
    };

    private static string With(TestIssuer issuer, string claim, object value)
    {
        var claims = issuer.Claims(s_user);
        claims[claim] = value;
        return Es256(issuer, Header(issuer), claims);
    }

    private static string Without(TestIssuer issuer, string claim)
    {
        var claims = issuer.Claims(s_user);
        claims.Remove(claim);
        return Es256(issuer, Header(issuer), claims);
    }

    private static object Header(TestIssuer issuer) => new { alg = "ES256", typ = "JWT", kid = issuer.SigningKey.KeyId };

    private static string Es256(TestIssuer issuer, object header, object payload)
    {
        var content = $"{Encode(header)}.{Encode(payload)}";
        return $"{content}.{Base64UrlEncoder.Encode(issuer.SigningKey.ECDsa.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256))}";
    }

    private static string Raw(object header, object payload, byte[] signature) =>
        $"{Encode(header)}.{Encode(payload)}.{Base64UrlEncoder.Encode(signature)}";

    private static string Unsigned(TestIssuer issuer, string algorithm) =>
        Raw(new { alg = algorithm, typ = "JWT", kid = issuer.SigningKey.KeyId }, issuer.Claims(s_user), []);

    private static string Signed(TestIssuer issuer, byte[] signature) => Raw(Header(issuer), issuer.Claims(s_user), signature);

    private static string Swap(TestIssuer issuer)
    {
        var other = issuer.Token(Guid.CreateVersion7());
        var mine = issuer.Token(s_user);
        return mine[..mine.LastIndexOf('.')] + other[other.LastIndexOf('.')..];
    }

    private static string Der(TestIssuer issuer)
    {
        var content = $"{Encode(Header(issuer))}.{Encode(issuer.Claims(s_user))}";
        var signature = issuer.SigningKey.ECDsa.SignData(
            Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return $"{content}.{Base64UrlEncoder.Encode(signature)}";
    }

    private static string Hmac(TestIssuer issuer, byte[] key)
    {
        var content = $"{Encode(new { alg = "HS256", typ = "JWT", kid = issuer.SigningKey.KeyId })}.{Encode(issuer.Claims(s_user))}";
        return $"{content}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(content)))}";
    }

    private static string OtherCurve(TestIssuer issuer, ECCurve curve, string algorithm)
    {
        using var key = ECDsa.Create(curve);
        return issuer.Sign(issuer.Claims(s_user), new SigningCredentials(new ECDsaSecurityKey(key) { KeyId = issuer.SigningKey.KeyId }, algorithm)
        {
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        });
    }

    private static string OwnRsa(TestIssuer issuer)
    {
        using var key = RSA.Create(2048);
        return issuer.Sign(issuer.Claims(s_user), new SigningCredentials(new RsaSecurityKey(key) { KeyId = issuer.SigningKey.KeyId }, SecurityAlgorithms.RsaSha256)
        {
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        });
    }

    private static string EmbeddedKey(TestIssuer issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var jwk = new { kty = "EC", crv = "P-256", x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y) };
        var content = $"{Encode(new { alg = "ES256", typ = "JWT", kid = issuer.SigningKey.KeyId, jwk })}.{Encode(issuer.Claims(s_user))}";
        return $"{content}.{Base64UrlEncoder.Encode(key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256))}";
    }

    // Good but for who signed it: a verifier that fetches or believes what the header says would accept it.
    private static string ElsewhereSigned(TestIssuer issuer, string member)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var header = new Dictionary<string, object>
        {
            ["alg"] = "ES256",
            ["typ"] = "JWT",
            ["kid"] = issuer.SigningKey.KeyId,
            [member] = member == "x5c" ? new[] { Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()) } : "http://127.0.0.1:9/keys",
        };
        var content = $"{Encode(header)}.{Encode(issuer.Claims(s_user))}";
        return $"{content}.{Base64UrlEncoder.Encode(key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256))}";
    }

    private static string Resigned(TestIssuer issuer, Func<byte[], byte[]> bend)
    {
        var content = $"{Encode(Header(issuer))}.{Encode(issuer.Claims(s_user))}";
        return $"{content}.{Base64UrlEncoder.Encode(bend(issuer.SigningKey.ECDsa.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256)))}";
    }

    private static string Tampered(TestIssuer issuer)
    {
        var parts = issuer.Token(s_user, "customer").Split('.');
        var payload = Base64UrlEncoder.Decode(parts[1]).Replace("customer", "owner", StringComparison.Ordinal);
        return $"{parts[0]}.{Base64UrlEncoder.Encode(payload)}.{parts[2]}";
    }

    private static string Encode(object part) => Base64UrlEncoder.Encode(part as string ?? JsonSerializer.Serialize(part));
}
