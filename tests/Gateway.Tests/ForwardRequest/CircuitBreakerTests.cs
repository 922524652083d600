using System.Globalization;
using System.Net;

namespace Commerce.Gateway;

public sealed class CircuitBreakerTests
{
    private static readonly (string, string)[] Quick = [("Gateway:CircuitMinimumThroughput", "10"), ("Gateway:CircuitBreak", "00:00:01")];

    [Fact]
    public async Task Circuit_WhenHalfOfTheAnswersFail_OpensAndClosesAgain()
    {
        await using var catalog = await Upstream.StartAsync(Upstream.Status(500));
        await using var inventory = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync([("catalog", catalog), ("inventory", inventory)], Quick);

        for (var i = 0; i < 10; i++)
        {
            using var failing = await gateway.GetAsync("/api/v1/products");
            Assert.Equal(HttpStatusCode.InternalServerError, failing.StatusCode); // the service's own answer until then
        }
        using var refused = await gateway.GetAsync("/api/v1/products");
        using var other = await gateway.GetAsync("/api/v1/inventory/1");
        var seen = catalog.Requests.Count;
        catalog.Answer = Upstream.Status(200);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("service_recovering", await refused.ProblemAsync());
        Assert.InRange(int.Parse(refused.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 30);
        Assert.Equal(10, seen);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        await Eventually.IsTrueAsync(async () => (await gateway.GetAsync("/api/v1/products")).StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Circuit_WhenTheServiceIsSoonBack_DoesNotRefuseForTheLongestTime()
    {
        await using var catalog = await Upstream.StartAsync(Upstream.Status(500));
        await using var gateway = await TestGateway.StartAsync("catalog", catalog, ("Gateway:CircuitMinimumThroughput", "10"), ("Gateway:CircuitBreak", "00:05:00"));

        for (var i = 0; i < 10; i++)
        {
            using var failing = await gateway.GetAsync("/api/v1/products");
        }
        using var refused = await gateway.GetAsync("/api/v1/products");
        catalog.Answer = Upstream.Status(200);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        await Eventually.IsTrueAsync(async () => (await gateway.GetAsync("/api/v1/products")).StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Circuit_WhenCallersAreRefused_StaysClosed()
    {
        await using var catalog = await Upstream.StartAsync(Upstream.Status(409));
        await using var gateway = await TestGateway.StartAsync("catalog", catalog, Quick);

        for (var i = 0; i < 30; i++)
        {
            using var response = await gateway.GetAsync("/api/v1/products");
            Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        }
    }

    [Fact]
    public async Task Circuit_WhenAnswersAreTooSlow_Opens()
    {
        await using var catalog = await Upstream.StartAsync(context => Task.Delay(TimeSpan.FromSeconds(20), context.RequestAborted));
        await using var gateway = await TestGateway.StartAsync("catalog", catalog, [.. Quick, ("Gateway:UpstreamTimeout", "00:00:00.3")]);

        var slow = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => gateway.GetAsync("/api/v1/products")));
        using var refused = await gateway.GetAsync("/api/v1/products");

        Assert.All(slow, response => Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
    }

    [Fact]
    public async Task Circuit_WhenCallersLeave_StaysClosed()
    {
        await using var catalog = await Upstream.StartAsync(context => Task.Delay(TimeSpan.FromSeconds(20), context.RequestAborted));
        await using var gateway = await TestGateway.StartAsync("catalog", catalog, Quick);

        for (var i = 0; i < 15; i++)
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gateway.Client.GetAsync(new Uri("/api/v1/products", UriKind.Relative), soon.Token));
        }
        catalog.Answer = Upstream.Status(200);

        using var response = await gateway.GetAsync("/api/v1/products");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
