using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Commerce.Gateway;

public sealed class IdentifyApplicationTests
{
    private const string Header = "X-Api-Key";

    // What the documentation promises.
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Key_ThatComesAlone_GoesOnAsATokenAndNotAsAKey()
    {
        await using var issuer = await Issuer.StartAsync();
        await using var shop = await Shop.StartAsync(("Auth:Authority", issuer.Authority));
        var keys = new Keys(shop["identity"], issuer);
        var key = keys.Issue();

        using var answer = await shop.Gateway.GetAsync("/api/v1/orders", (Header, key));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var seen = Assert.Single(shop["ordering"].Requests);
        Assert.StartsWith("Bearer ey", seen.Headers["Authorization"], StringComparison.Ordinal);
        Assert.DoesNotContain(Header, seen.Headers.Keys);
        Assert.Equal("\"api-key\";q=600;w=60", answer.Header("RateLimit-Policy"));
    }

    [Fact]
    public async Task Key_BesideAPersonsToken_LeavesThePersonTheCaller()
    {
        await using var issuer = await Issuer.StartAsync();
        await using var shop = await Shop.StartAsync(("Auth:Authority", issuer.Authority));
        var key = new Keys(shop["identity"], issuer).Issue();
        var person = $"Bearer {issuer.Token()}";

        using var answer = await shop.Gateway.GetAsync("/api/v1/orders", (Header, key), ("Authorization", person));
        using var forged = await shop.Gateway.GetAsync("/api/v1/products", (Header, key), ("Authorization", person + "x"));

        Assert.Equal(person, Assert.Single(shop["ordering"].Requests).Headers["Authorization"]);
        Assert.Equal("invalid_token", await forged.ProblemAsync());
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("unknown")]
    [InlineData("changed")]
    [InlineData("two")]
    [InlineData("empty")]
    public async Task Key_ThatIsNotGood_Is401EvenWhereNoneIsNeeded(string kind)
    {
        await using var issuer = await Issuer.StartAsync();
        await using var shop = await Shop.StartAsync(("Auth:Authority", issuer.Authority));
        var good = new Keys(shop["identity"], issuer).Issue();
        (string, string)[] headers = kind switch
        {
            "garbage" => [(Header, "let me in")],
            "unknown" => [(Header, ApiKeyText.Generate())],
            "changed" => [(Header, good[..^1] + (good[^1] == '0' ? '1' : '0'))],
            "two" => [(Header, good), (Header, good)],
            _ => [(Header, "")],
        };
        foreach (var path in new[] { "/api/v1/products", "/api/v1/orders" })
        {
            using var answer = await shop.Gateway.GetAsync(path, headers);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("invalid_api_key", await answer.ProblemAsync());
        }

        Assert.Empty(shop["catalog"].Requests);
        Assert.Equal(kind == "unknown" ? 1 : 0, shop["identity"].Requests.Count); // what cannot be a key is not asked about, and an answer is remembered
    }

    [Fact]
    public async Task Key_Revoked_IsRefusedASecondLater()
    {
        await using var issuer = await Issuer.StartAsync();
        await using var shop = await Shop.StartAsync(("Auth:Authority", issuer.Authority));
        var keys = new Keys(shop["identity"], issuer);
        var key = keys.Issue();
        using (var before = await shop.Gateway.GetAsync("/api/v1/orders", (Header, key)))
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        keys.Revoke(key);
        var revoked = Stopwatch.GetTimestamp();
        TimeSpan sentAt;
        HttpStatusCode status;
        do
        {
            sentAt = Stopwatch.GetElapsedTime(revoked);
            using var answer = await shop.Gateway.GetAsync("/api/v1/orders", (Header, key));
            status = answer.StatusCode;
            // Whatever is sent later than the bound after the revocation is refused, however slow this machine is.
            Assert.True(status == HttpStatusCode.Unauthorized || sentAt <= s_bound, $"Let through {sentAt.TotalMilliseconds} ms after the revocation.");
        }
        while (status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Key_OfMany_AtOnce_IsAskedAboutOnce()
    {
        await using var issuer = await Issuer.StartAsync();
        await using var shop = await Shop.StartAsync(("Auth:Authority", issuer.Authority));
        var keys = new Keys(shop["identity"], issuer);
        var key = keys.Issue();
        var gate = new TaskCompletionSource();
        keys.Gate = gate.Task;

        var answers = Enumerable.Range(0, 20).Select(_ => shop.Gateway.GetAsync("/api/v1/orders", (Header, key))).ToArray();
        await Eventually.IsTrueAsync(() => Task.FromResult(!shop["identity"].Requests.IsEmpty));
        gate.SetResult();

        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.InRange(shop["identity"].Requests.Count, 1, 3); // one a second, should the machine be that slow
    }

    [Fact]
    public async Task Key_HasItsOwnLimit()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var issuer = await Issuer.StartAsync();
        await using var shop = await Shop.StartAsync(
            ("Auth:Authority", issuer.Authority), ("ConnectionStrings:redis", redis.ConnectionString), ("RateLimits:RedisPatienceMilliseconds", "10000"));
        await shop.Gateway.RedisIsThereAsync();
        var keys = new Keys(shop["identity"], issuer) { Permits = 3 };
        var (one, two) = (keys.Issue(), keys.Issue());

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            using var answer = await shop.Gateway.GetAsync("/api/v1/products", (Header, one));
            answers.Add(answer.StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], answers);
        using var other = await shop.Gateway.GetAsync("/api/v1/products", (Header, two));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        await redis.KillAsync();
        using var without = await shop.Gateway.GetAsync("/api/v1/products", (Header, two)); // counted by this gateway alone
        Assert.Equal(HttpStatusCode.OK, without.StatusCode);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(0)]
    public async Task Identity_Away_NeitherBreaksNorOpensAnything(int status)
    {
        await using var issuer = await Issuer.StartAsync();
        await using var shop = await Shop.StartAsync(("Auth:Authority", issuer.Authority));
        var keys = new Keys(shop["identity"], issuer);
        var (known, unknown) = (keys.Issue(), keys.Issue());
        using (var before = await shop.Gateway.GetAsync("/api/v1/orders", (Header, known)))
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        shop["identity"].Answer = status == 0 ? context => Task.Delay(TimeSpan.FromSeconds(20), context.RequestAborted) : Upstream.Status(status);
        await Task.Delay(ApiKeys.FreshFor + TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);

        using var stillGood = await shop.Gateway.GetAsync("/api/v1/orders", (Header, known));
        using var open = await shop.Gateway.GetAsync("/api/v1/products", (Header, unknown));
        using var closed = await shop.Gateway.GetAsync("/api/v1/orders", (Header, unknown));

        Assert.Equal(HttpStatusCode.OK, stillGood.StatusCode);
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        Assert.DoesNotContain("Authorization", Assert.Single(shop["catalog"].Requests).Headers.Keys);
        Assert.Equal("unverified_api_key", await closed.ProblemAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);
        Assert.NotNull(closed.Header("Retry-After"));
    }

    [Theory]
    [InlineData(401, true)]
    [InlineData(401, false)]
    [InlineData(403, false)]
    public async Task Identity_RefusingTheGatewayItself_SaysNothingOfTheKey(int status, bool challenges)
    {
        await using var issuer = await Issuer.StartAsync();
        await using var shop = await Shop.StartAsync(("Auth:Authority", issuer.Authority));
        shop["identity"].Answer = context =>
        {
            context.Response.StatusCode = status;
            if (challenges)
                context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
            return context.Response.WriteAsJsonAsync(new { code = "invalid_token" });
        };
        await ExpectUnverifiedAsync(shop);
        Assert.Equal(challenges ? 2 : 1, issuer.Tokens.TokenRequests);
    }

    [Fact]
    public async Task Issuer_GivingTheGatewayNoToken_SaysNothingOfTheKey()
    {
        await using var issuer = await Issuer.StartAsync();
        await using var shop = await Shop.StartAsync(("Auth:Authority", issuer.Authority), ("ServiceClient:Secret", "of yesterday"));
        await ExpectUnverifiedAsync(shop);
        Assert.Empty(shop["identity"].Requests);
    }

    [Fact]
    public async Task Exchange_IsAskedForInTheGatewaysOwnName()
    {
        await using var issuer = await Issuer.StartAsync();
        await using var shop = await Shop.StartAsync(("Auth:Authority", issuer.Authority));
        var keys = new Keys(shop["identity"], issuer);
        foreach (var key in new[] { keys.Issue(), keys.Issue() })
        {
            using var answer = await shop.Gateway.GetAsync("/api/v1/orders", (Header, key));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.All(shop["identity"].Requests, asked =>
        {
            var token = new JsonWebToken(asked.Headers["Authorization"]["Bearer ".Length..]);
            Assert.Equal(["commerce-identity"], token.Audiences);
            Assert.Equal("commerce-gateway", token.GetClaim("azp").Value);
        });
        Assert.Equal(1, issuer.Tokens.TokenRequests);
    }

    [Fact]
    public async Task Exchange_IsNotReachableFromOutside()
    {
        await using var shop = await Shop.StartAsync();
        using var answer = await shop.Gateway.SendAsync(HttpMethod.Post, "/internal/api-keys/exchange", new StringContent("{}"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(shop["identity"].Requests);
    }

    // As when Identity is away: open where no key is needed, closed elsewhere, and never the key's fault.
    private static async Task ExpectUnverifiedAsync(Shop shop)
    {
        using var closed = await shop.Gateway.GetAsync("/api/v1/orders", (Header, ApiKeyText.Generate()));
        Assert.Equal("unverified_api_key", await closed.ProblemAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);
        Assert.Empty(shop["ordering"].Requests);
    }

    /// <summary>Identity's side of the exchange.</summary>
    private sealed class Keys
    {
        private readonly ConcurrentDictionary<string, Guid> _good = new();

        public Keys(Upstream identity, Issuer issuer) => identity.Answer = async context =>
        {
            var key = (await JsonDocument.ParseAsync(context.Request.Body)).RootElement.GetProperty("key").GetString()!;
            var isGood = _good.TryGetValue(key, out var id);
            await Gate;
            if (!isGood)
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                await context.Response.WriteAsJsonAsync(new { code = "invalid_api_key" });
                return;
            }

            await context.Response.WriteAsJsonAsync(new { keyId = id, permitsPerMinute = Permits, accessToken = issuer.Token(), expiresIn = 120 });
        };

        public int Permits { get; init; } = 600;

        public Task Gate { get; set; } = Task.CompletedTask;

        public string Issue()
        {
            var key = ApiKeyText.Generate();
            _good[key] = Guid.CreateVersion7();
            return key;
        }

        public void Revoke(string key) => _good.TryRemove(key, out _);
    }
}
