using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Commerce.Gateway;

public sealed class ForwardRequestTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Forward_OfABodyAndHeaders_ChangesNeither()
    {
        var body = Encoding.UTF8.GetBytes("{\"näme\":\"x\"}");
        var received = new MemoryStream();
        await using var catalog = await Upstream.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(received, Ct);
            context.Response.StatusCode = 201;
            context.Response.Headers.ETag = "\"7\"";
            context.Response.Headers.Location = "/api/v1/products/7";
        });
        await using var gateway = await TestGateway.StartAsync("catalog", catalog);
        var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

        using var response = await gateway.SendAsync(
            HttpMethod.Post, "/api/v1/products?a=1&b=%2F", content, ("Idempotency-Key", "k-1"), ("If-Match", "\"6\""));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("\"7\"", response.Header("ETag"));
        Assert.Equal("/api/v1/products/7", response.Header("Location"));
        Assert.Equal(body, received.ToArray());
        var seen = Assert.Single(catalog.Requests);
        Assert.Equal("/api/v1/products?a=1&b=%2F", seen.Target);
        Assert.Equal("k-1", seen.Headers["Idempotency-Key"]);
        Assert.Equal("\"6\"", seen.Headers["If-Match"]);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Forward_ToAServiceThatIsDown_Is503WithRetryAfter(string method)
    {
        var catalog = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync("catalog", catalog);
        await catalog.DisposeAsync();

        using var response = await gateway.SendAsync(new(method), "/api/v1/products");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("2", response.Header("Retry-After"));
        Assert.Equal("service_unavailable", await response.ProblemAsync());
    }

    [Fact]
    public async Task Forward_ToAServiceThatIsTooSlow_Is504()
    {
        await using var catalog = await Upstream.StartAsync(context => Task.Delay(TimeSpan.FromSeconds(20), context.RequestAborted));
        await using var gateway = await TestGateway.StartAsync("catalog", catalog, ("Gateway:UpstreamTimeout", "00:00:00.5"));

        using var response = await gateway.GetAsync("/api/v1/products");

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("service_timeout", await response.ProblemAsync());
    }

    [Fact]
    public async Task Forward_ToAServiceThatCutsTheConnection_Is502()
    {
        await using var catalog = await Upstream.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await using var gateway = await TestGateway.StartAsync("catalog", catalog);

        using var response = await gateway.SendAsync(HttpMethod.Post, "/api/v1/products");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("bad_upstream_answer", await response.ProblemAsync());
    }

    [Fact]
    public async Task Forward_OfAnAnswerThatBreaksOff_NeverLooksWhole()
    {
        var arrived = new TaskCompletionSource();
        await using var catalog = await Upstream.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{\"items\":[", Ct);
            await context.Response.Body.FlushAsync(Ct);
            await arrived.Task;
            context.Abort();
        });
        await using var gateway = await TestGateway.StartAsync("catalog", catalog);

        using var response = await gateway.GetAsync("/api/v1/products");
        arrived.SetResult();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => response.TextAsync());
    }

    [Fact]
    public async Task Forward_OfAReadWhenOneInstanceIsGone_AsksTheOther()
    {
        await using var alive = await Upstream.StartAsync();
        var gone = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync([("catalog", alive), ("catalog", gone)], ("Gateway:HealthInterval", "00:10:00"));
        await gone.DisposeAsync();

        for (var i = 0; i < 20; i++)
        {
            using var response = await gateway.GetAsync("/api/v1/products");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
        Assert.Equal(20, alive.Requests.Count);
    }

    [Fact]
    public async Task Forward_OfAWriteWhenOneInstanceIsGone_IsNeverSentTwice()
    {
        await using var alive = await Upstream.StartAsync();
        var gone = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync([("catalog", alive), ("catalog", gone)], ("Gateway:HealthInterval", "00:10:00"));
        await gone.DisposeAsync();

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 20; i++)
        {
            using var response = await gateway.SendAsync(HttpMethod.Post, "/api/v1/products");
            answers.Add(response.StatusCode);
        }
        Assert.Contains(HttpStatusCode.ServiceUnavailable, answers);
        Assert.Equal(answers.Count(status => status == HttpStatusCode.OK), alive.Requests.Count);
    }

    [Fact]
    public async Task Forward_WithAnUnhealthyInstance_UsesTheHealthyOneOnly()
    {
        await using var healthy = await Upstream.StartAsync();
        await using var sick = await Upstream.StartAsync(Upstream.Status(500));
        sick.IsHealthy = false;
        await using var gateway = await TestGateway.StartAsync(
            [("catalog", healthy), ("catalog", sick)], ("Gateway:HealthInterval", "00:00:00.1"), ("Gateway:CircuitMinimumThroughput", "10000"));

        await Eventually.IsTrueAsync(async () =>
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => gateway.GetAsync("/api/v1/products")));
            return answers.All(answer => answer.StatusCode == HttpStatusCode.OK);
        });
    }

    [Fact]
    public async Task Forward_WithTwoInstances_UsesBoth()
    {
        await using var one = await Upstream.StartAsync();
        await using var two = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync([("catalog", one), ("catalog", two)]);

        for (var i = 0; i < 40; i++)
            (await gateway.GetAsync("/api/v1/products")).Dispose();

        Assert.NotEmpty(one.Requests);
        Assert.NotEmpty(two.Requests);
        Assert.Equal(40, one.Requests.Count + two.Requests.Count);
    }

    [Fact]
    public async Task Forward_OfALiveStream_DeliversEachEventAtOnceAndUncompressed()
    {
        var goOn = new TaskCompletionSource();
        await using var ordering = await Upstream.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: placed\n\n", Ct);
            await context.Response.Body.FlushAsync(Ct);
            await goOn.Task;
            await context.Response.WriteAsync("data: confirmed\n\n", Ct);
        });
        await using var issuer = await Issuer.StartAsync();
        await using var gateway = await TestGateway.StartAsync(
            "ordering", ordering, ("Auth:Authority", issuer.Authority), ("Gateway:UpstreamTimeout", "00:00:00.3"));

        using var response = await gateway.GetAsync(
            "/api/v1/orders/1/events", ("Authorization", $"Bearer {issuer.Token()}"), ("Accept-Encoding", "br, gzip"));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));
        var first = await reader.ReadLineAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(5), Ct);
        await Task.Delay(TimeSpan.FromSeconds(1), Ct); // longer than other answers may stay silent
        goOn.SetResult();
        var rest = await reader.ReadToEndAsync(Ct);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Null(response.Header("Content-Encoding"));
        Assert.Equal("data: placed", first);
        Assert.Contains("data: confirmed", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forward_WhenTheCallerLeaves_TellsTheService()
    {
        var left = new TaskCompletionSource();
        var reached = new TaskCompletionSource();
        await using var catalog = await Upstream.StartAsync(async context =>
        {
            context.RequestAborted.Register(left.SetResult);
            reached.SetResult();
            await left.Task;
        });
        await using var gateway = await TestGateway.StartAsync("catalog", catalog);
        using var caller = new TcpClient();
        await caller.ConnectAsync(IPAddress.Loopback, gateway.Port, Ct);
        await caller.GetStream().WriteAsync("GET /api/v1/products HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Ct);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(10), Ct);

        caller.Client.LingerState = new LingerOption(true, 0);
        caller.Close();

        await left.Task.WaitAsync(TimeSpan.FromSeconds(10), Ct);
    }
}
