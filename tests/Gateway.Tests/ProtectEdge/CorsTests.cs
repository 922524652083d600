using System.Net;

namespace Commerce.Gateway;

public sealed class CorsTests
{
    private const string Origin = "https://shop.example";

    [Fact]
    public async Task Preflight_FromAnAllowedOrigin_IsAnsweredWithoutATokenOrAService()
    {
        await using var ordering = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync("ordering", ordering, ("Gateway:AllowedOrigins:0", Origin));

        using var response = await gateway.SendAsync(HttpMethod.Options, "/api/v1/orders/1", null, ("Origin", Origin),
            ("Access-Control-Request-Method", "PUT"), ("Access-Control-Request-Headers", "authorization,idempotency-key"));

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(Origin, response.Header("Access-Control-Allow-Origin"));
        Assert.Contains("PUT", response.Header("Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Contains("idempotency-key", response.Header("Access-Control-Allow-Headers"), StringComparison.Ordinal);
        Assert.Empty(ordering.Requests);
    }

    [Theory]
    [InlineData("/api/v1/products", HttpStatusCode.OK)]
    [InlineData("/api/v1/orders", HttpStatusCode.Unauthorized)]
    public async Task Answer_ToAnAllowedOrigin_MayBeReadWithItsHeaders(string path, HttpStatusCode status)
    {
        await using var shop = await Shop.StartAsync(("Gateway:AllowedOrigins:0", Origin));

        using var response = await shop.Gateway.GetAsync(path, ("Origin", Origin));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(Origin, response.Header("Access-Control-Allow-Origin"));
        Assert.Contains("ETag", response.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example", true)]
    [InlineData("https://shop.example.evil.example", true)]
    [InlineData("null", true)]
    [InlineData(Origin, false)]
    public async Task Answer_ToAnyOtherOrigin_MayNotBeRead(string origin, bool configured)
    {
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = configured
            ? await TestGateway.StartAsync("catalog", catalog, ("Gateway:AllowedOrigins:0", Origin))
            : await TestGateway.StartAsync("catalog", catalog);

        using var response = await gateway.GetAsync("/api/v1/products", ("Origin", origin));

        Assert.Null(response.Header("Access-Control-Allow-Origin"));
    }
}
