using System.Globalization;
using System.Net;

namespace Commerce.Gateway;

public sealed class LimitRateTests
{
    private static readonly (string, string)[] Small =
    [
        ("RateLimits:user:Permits", "20"), ("RateLimits:user:WindowSeconds", "600"),
        ("RateLimits:anonymous:Permits", "10"), ("RateLimits:anonymous:WindowSeconds", "600"),
        ("RateLimits:auth:Permits", "5"), ("RateLimits:auth:WindowSeconds", "600"),
        ("RateLimits:RedisPatienceMilliseconds", "10000"), // a busy test machine is not an absent Redis
    ];

    [Fact]
    public async Task Limit_OfAStranger_IsSharedByAllInstances()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var catalog = await Upstream.StartAsync();
        await using var one = await StartAsync(catalog, redis);
        await using var two = await StartAsync(catalog, redis);

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 30; i++)
        {
            using var response = await (i % 2 == 0 ? one : two).GetAsync("/api/v1/products");
            answers.Add(response.StatusCode);
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.OK, 10), .. Enumerable.Repeat(HttpStatusCode.TooManyRequests, 20)], answers);
        Assert.Equal(10, catalog.Requests.Count);
    }

    [Fact]
    public async Task Limit_UnderManyRequestsAtOnce_IsExact()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var catalog = await Upstream.StartAsync();
        await using var one = await StartAsync(catalog, redis);
        await using var two = await StartAsync(catalog, redis);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? one : two).GetAsync("/api/v1/products")));

        Assert.Equal(10, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(190, answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
        Assert.Equal(10, catalog.Requests.Count);
    }

    [Fact]
    public async Task Limit_WhenReached_TellsWhenToComeBack()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = await StartAsync(catalog, redis);

        using var first = await gateway.GetAsync("/api/v1/products");
        for (var i = 0; i < 9; i++)
            (await gateway.GetAsync("/api/v1/products")).Dispose();
        using var refused = await gateway.GetAsync("/api/v1/products");

        Assert.Equal("10", first.Header("RateLimit-Limit"));
        Assert.Equal("9", first.Header("RateLimit-Remaining"));
        Assert.Equal("\"anonymous\";q=10;w=600", first.Header("RateLimit-Policy"));
        Assert.StartsWith("\"anonymous\";r=9;t=", first.Header("RateLimit"), StringComparison.Ordinal);
        Assert.InRange(int.Parse(first.Header("RateLimit-Reset")!, CultureInfo.InvariantCulture), 1, 600);
        Assert.Equal("rate_limited", await refused.ProblemAsync());
        Assert.Equal("0", refused.Header("RateLimit-Remaining"));
        Assert.Equal(refused.Header("RateLimit-Reset"), refused.Header("Retry-After"));
        Assert.InRange(int.Parse(refused.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 1200);
    }

    [Fact]
    public async Task Limit_OfAUser_IsTheirOwn()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var issuer = await Issuer.StartAsync();
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = await StartAsync(catalog, redis, ("Auth:Authority", issuer.Authority));
        var (ada, grace) = ($"Bearer {issuer.Token()}", $"Bearer {issuer.Token()}");

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => gateway.GetAsync("/api/v1/products", ("Authorization", ada))));
        using var other = await gateway.GetAsync("/api/v1/products", ("Authorization", grace));
        using var stranger = await gateway.GetAsync("/api/v1/products");

        Assert.Equal(20, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal("19", other.Header("RateLimit-Remaining"));
        Assert.Equal("9", stranger.Header("RateLimit-Remaining"));
    }

    [Fact]
    public async Task Limit_OfSigningIn_IsPerAddressWhateverTokenComes()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var issuer = await Issuer.StartAsync();
        await using var identity = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(
            "identity", identity, [.. Small, ("ConnectionStrings:redis", redis.ConnectionString), ("Auth:Authority", issuer.Authority)]);
        await gateway.RedisIsThereAsync();

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 8; i++)
        {
            using var response = await gateway.SendAsync(
                HttpMethod.Post, "/api/v1/auth/login", null, ("Authorization", $"Bearer {issuer.Token()}"), ("X-Forwarded-For", $"10.0.0.{i}"));
            answers.Add(response.StatusCode);
        }

        Assert.Equal(5, answers.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(3, answers.Count(status => status == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Limit_OfAStrangerWithIPv6_IsThatOfTheWholeNetwork()
    {
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync("catalog", catalog, [.. Small, ("Gateway:TrustedProxies:0", "127.0.0.0/8")]);

        for (var i = 1; i <= 10; i++)
        {
            using var allowed = await gateway.GetAsync("/api/v1/products", ("X-Forwarded-For", $"2001:db8:0:7::{i}"));
            Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        }
        using var sameNetwork = await gateway.GetAsync("/api/v1/products", ("X-Forwarded-For", "2001:db8:0:7:ffff::1"));
        using var another = await gateway.GetAsync("/api/v1/products", ("X-Forwarded-For", "2001:db8:0:8::1"));

        Assert.Equal(HttpStatusCode.TooManyRequests, sameNetwork.StatusCode);
        Assert.Equal(HttpStatusCode.OK, another.StatusCode);
    }

    [Fact]
    public async Task Limit_OfWhoeverTriesTokens_CountsEachTry()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var issuer = await Issuer.StartAsync();
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = await StartAsync(catalog, redis, ("Auth:Authority", issuer.Authority));

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            using var response = await gateway.GetAsync("/api/v1/products", ("Authorization", "Bearer a.b.c"));
            answers.Add(response.StatusCode);
        }

        Assert.Equal(10, answers.Count(status => status == HttpStatusCode.Unauthorized));
        Assert.Equal(2, answers.Count(status => status == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Limit_WithATrustedKey_DoesNotHoldAndTheKeyStaysHere()
    {
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync("catalog", catalog, [.. Small, ("RateLimits:TrustedKeys", "other, bench-key")]);

        for (var i = 0; i < 30; i++)
        {
            using var response = await gateway.GetAsync("/api/v1/products", ("X-Api-Key", "bench-key"));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
        using var wrong = await gateway.GetAsync("/api/v1/products", ("X-Api-Key", "bench-kez"));

        Assert.Equal("9", wrong.Header("RateLimit-Remaining"));
        Assert.DoesNotContain(catalog.Requests, request => request.Headers.ContainsValue("bench-key"));
    }

    [Fact]
    public async Task Limit_WhenSwitchedOff_IsGone()
    {
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync("catalog", catalog, [.. Small, ("RateLimits:Enabled", "false")]);

        for (var i = 0; i < 30; i++)
        {
            using var response = await gateway.GetAsync("/api/v1/products");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Null(response.Header("RateLimit-Limit"));
        }
    }

    [Fact]
    public async Task Limit_OfWhoeverWatchesHealth_IsNone()
    {
        await using var gateway = await TestGateway.StartAsync([], Small);

        for (var i = 0; i < 30; i++)
        {
            using var response = await gateway.GetAsync("/health");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
        using var nowhere = await gateway.GetAsync("/nowhere");
        Assert.Equal("9", nowhere.Header("RateLimit-Remaining"));
    }

    private static Task<TestGateway> StartAsync(Upstream catalog, RedisServer redis, params (string, string)[] settings) =>
        ConnectedAsync(TestGateway.StartAsync("catalog", catalog, [.. Small, ("ConnectionStrings:redis", redis.ConnectionString), .. settings]));

    // Until the connection stands an instance counts alone.
    private static async Task<TestGateway> ConnectedAsync(Task<TestGateway> starting)
    {
        var gateway = await starting;
        await gateway.RedisIsThereAsync();
        return gateway;
    }
}
