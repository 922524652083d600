using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Commerce.Gateway;

public sealed class ProtectEdgeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("X-User-Id")]
    [InlineData("x-user-roles")]
    [InlineData("X_User_Id")]
    [InlineData("X-Roles")]
    [InlineData("X-Permissions")]
    [InlineData("X-Authenticated-User")]
    [InlineData("X-Original-URL")]
    [InlineData("X-Rewrite-URL")]
    [InlineData("X-HTTP-Method-Override")]
    [InlineData("X-Real-IP")]
    [InlineData("X-Internal-Call")]
    [InlineData("X-MS-CLIENT-PRINCIPAL")]
    [InlineData("X-Forwarded-User")]
    [InlineData("True-Client-IP")]
    [InlineData("Forwarded")]
    [InlineData("Proxy")]
    public async Task Header_ThatServicesWouldTrust_NeverComesFromOutside(string name)
    {
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync("catalog", catalog);

        using var response = await gateway.GetAsync("/api/v1/products", (name, "admin"), ("X-Custom", "kept"));

        var seen = Assert.Single(catalog.Requests);
        Assert.DoesNotContain(seen.Headers, header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        Assert.Equal("kept", seen.Headers["X-Custom"]);
    }

    [Fact]
    public async Task ForwardedHeaders_FromOutside_AreReplacedByTheTruth()
    {
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync("catalog", catalog);

        using var response = await gateway.GetAsync(
            "/api/v1/products", ("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example"));

        var seen = Assert.Single(catalog.Requests);
        Assert.Equal("127.0.0.1", seen.Headers["X-Forwarded-For"]);
        Assert.Equal("http", seen.Headers["X-Forwarded-Proto"]);
        Assert.Equal($"127.0.0.1:{gateway.Port}", seen.Headers["X-Forwarded-Host"]);
    }

    [Fact]
    public async Task ForwardedHeaders_FromATrustedProxy_NameTheCaller()
    {
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync("catalog", catalog, ("Gateway:TrustedProxies:0", "127.0.0.0/8"));

        using var response = await gateway.GetAsync(
            "/api/v1/products", ("X-Forwarded-For", "6.6.6.6, 203.0.113.9"), ("X-Forwarded-Proto", "https"));

        Assert.Equal("203.0.113.9", Assert.Single(catalog.Requests).Headers["X-Forwarded-For"]);
        Assert.NotNull(response.Header("Strict-Transport-Security"));
    }

    [Fact]
    public async Task CorrelationId_OfTheCaller_GoesAllTheWayAndBack()
    {
        await using var catalog = await Upstream.StartAsync(EchoCorrelationAsync);
        await using var gateway = await TestGateway.StartAsync("catalog", catalog);

        using var response = await gateway.GetAsync("/api/v1/products", ("X-Correlation-Id", "checkout-42"));

        Assert.Equal("checkout-42", Assert.Single(catalog.Requests).Headers["X-Correlation-Id"]);
        Assert.Equal("checkout-42", response.Header("X-Correlation-Id"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bad id")]
    [InlineData("<script>")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task CorrelationId_ThatIsMissingOrUnfit_IsMadeHere(string? given)
    {
        await using var catalog = await Upstream.StartAsync(EchoCorrelationAsync);
        await using var gateway = await TestGateway.StartAsync("catalog", catalog);

        using var response = given is null
            ? await gateway.GetAsync("/api/v1/products")
            : await gateway.GetAsync("/api/v1/products", ("X-Correlation-Id", given));

        var id = Assert.Single(catalog.Requests).Headers["X-Correlation-Id"];
        Assert.True(Guid.TryParse(id, out _));
        Assert.Equal(id, response.Header("X-Correlation-Id"));
    }

    [Fact]
    public async Task TraceParent_OfTheCaller_ReachesTheService()
    {
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync("catalog", catalog);

        using var response = await gateway.GetAsync("/api/v1/products", ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

        Assert.Contains("4bf92f3577b34da6a3ce929d0e0e4736", Assert.Single(catalog.Requests).Headers["traceparent"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/products")]
    [InlineData("/nowhere")]
    [InlineData("/api/v1/orders")]
    [InlineData("/")]
    public async Task Answer_WhoeverWroteIt_CarriesTheProtectiveHeadersAndNoServer(string path)
    {
        await using var catalog = await Upstream.StartAsync(context =>
        {
            context.Response.Headers.Server = "Secret/1.0";
            context.Response.Headers.XPoweredBy = "Secret";
            return Task.CompletedTask;
        });
        await using var gateway = await TestGateway.StartAsync("catalog", catalog);

        using var response = await gateway.GetAsync(path);

        Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
        Assert.Equal("DENY", response.Header("X-Frame-Options"));
        Assert.Equal("no-referrer", response.Header("Referrer-Policy"));
        Assert.Contains("frame-ancestors 'none'", response.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.NotNull(response.Header("X-Correlation-Id"));
        Assert.Null(response.Header("Server"));
        Assert.Null(response.Header("X-Powered-By"));
    }

    [Theory]
    [InlineData("text/html; charset=utf-8", null, "default-src 'self'; style-src 'self' 'unsafe-inline'")]
    [InlineData("application/json", null, "default-src 'none'")]
    [InlineData("text/html", "script-src 'nonce-x'", "script-src 'nonce-x'")]
    public async Task Policy_OfAServicesAnswer_FitsWhatItIs(string contentType, string? own, string expected)
    {
        await using var sandbox = await Upstream.StartAsync(context =>
        {
            context.Response.ContentType = contentType;
            context.Response.Headers.ContentSecurityPolicy = own;
            return context.Response.WriteAsync("x", Ct);
        });
        await using var gateway = await TestGateway.StartAsync("payment-sandbox", sandbox, ("environment", "Development"));

        using var response = await gateway.GetAsync("/sandbox/3ds/1");

        Assert.StartsWith(expected, response.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_AreForTheInsideOnly()
    {
        await using var gateway = await TestGateway.StartAsync([]);

        using var inside = await gateway.GetAsync("/metrics");
        using var outside = await gateway.GetAsync("/metrics", ("X-Forwarded-For", "203.0.113.9"));
        using var health = await gateway.GetAsync("/health", ("X-Forwarded-For", "203.0.113.9"));

        Assert.Equal(HttpStatusCode.OK, inside.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, outside.StatusCode);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task Body_ThatIsTooLargeByItsOwnAccount_Is413BeforeItIsSent()
    {
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync("catalog", catalog, ("Gateway:MaxRequestBytes", "1000"));

        using var response = await gateway.SendAsync(HttpMethod.Post, "/api/v1/products", new ByteArrayContent(new byte[1001]));
        using var fits = await gateway.SendAsync(HttpMethod.Post, "/api/v1/products", new ByteArrayContent(new byte[1000]));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("body_too_large", await response.ProblemAsync());
        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        Assert.Single(catalog.Requests);
    }

    [Fact]
    public async Task Body_ThatGrowsTooLargeOnTheWay_Is413()
    {
        await using var catalog = await Upstream.StartAsync(context => context.Request.Body.CopyToAsync(Stream.Null, Ct));
        await using var gateway = await TestGateway.StartAsync("catalog", catalog, ("Gateway:MaxRequestBytes", "100000"));

        using var response = await gateway.SendAsync(
            HttpMethod.Post, "/api/v1/products", new ByteArrayContent(new byte[200_000]), ("Transfer-Encoding", "chunked"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("body_too_large", await response.ProblemAsync());
    }

    [Theory]
    [InlineData("GET /api/v1/products HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n", "400")]
    [InlineData("GET /api/v1/products HTTP/1.1\r\n\r\n", "400")]
    [InlineData("POST /api/v1/products HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "400")]
    [InlineData("POST /api/v1/products HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", "400")]
    [InlineData("POST /api/v1/products HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", "400")]
    [InlineData("G\0T /api/v1/products HTTP/1.1\r\nHost: x\r\n\r\n", "400")]
    public async Task Request_ThatIsNotHttp_IsRefusedAndReachesNobody(string request, string status)
    {
        await using var catalog = await Upstream.StartAsync(context => context.Request.Body.CopyToAsync(Stream.Null, Ct));
        await using var gateway = await TestGateway.StartAsync("catalog", catalog);

        var answer = await SendRawAsync(gateway, request);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_WithALengthAndChunks_CannotSmuggleASecondOne()
    {
        await using var catalog = await Upstream.StartAsync(context => context.Request.Body.CopyToAsync(Stream.Null, Ct));
        await using var gateway = await TestGateway.StartAsync("catalog", catalog);

        await SendRawAsync(gateway, "POST /api/v1/products HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/v1/products/smuggled HTTP/1.1\r\nHost: x\r\n\r\n");

        Assert.DoesNotContain(catalog.Requests, request => request.Target.Contains("smuggled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_WithTooLongALineOrTooManyHeaders_IsRefused()
    {
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync("catalog", catalog);

        var line = await SendRawAsync(gateway, $"GET /api/v1/products?q={new string('x', 9000)} HTTP/1.1\r\nHost: x\r\n\r\n");
        var large = await SendRawAsync(gateway, $"GET /api/v1/products HTTP/1.1\r\nHost: x\r\nX-Big: {new string('x', 40_000)}\r\n\r\n");
        var many = await SendRawAsync(
            gateway, $"GET /api/v1/products HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 100).Select(i => $"X-H{i}: 1\r\n"))}\r\n");

        Assert.StartsWith("HTTP/1.1 414 ", line, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431 ", large, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431 ", many, StringComparison.Ordinal);
        Assert.Empty(catalog.Requests);
    }

    [Fact]
    public async Task Header_NamedInConnection_CannotRemoveWhatTheGatewaySets()
    {
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync("catalog", catalog);

        await SendRawAsync(gateway, "GET /api/v1/products HTTP/1.1\r\nHost: x\r\nConnection: close, X-Correlation-Id, X-Forwarded-For\r\n\r\n");

        var seen = Assert.Single(catalog.Requests);
        Assert.True(seen.Headers.ContainsKey("X-Correlation-Id"));
        Assert.Equal("127.0.0.1", seen.Headers["X-Forwarded-For"]);
    }

    private static Task EchoCorrelationAsync(HttpContext context)
    {
        context.Response.Headers["X-Correlation-Id"] = context.Request.Headers["X-Correlation-Id"];
        return Task.CompletedTask;
    }

    private static async Task<string> SendRawAsync(TestGateway gateway, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Port, Ct);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Ct);
        var buffer = new byte[64 * 1024];
        try
        {
            var read = await stream.ReadAtLeastAsync(buffer, 12, throwOnEndOfStream: false, Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Ct);
            return Encoding.Latin1.GetString(buffer, 0, read);
        }
        catch (IOException reset)
        {
            return reset.Message;
        }
    }
}
