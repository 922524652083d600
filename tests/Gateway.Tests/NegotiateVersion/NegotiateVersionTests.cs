using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Commerce.Gateway;

public sealed class NegotiateVersionTests
{
    [Theory]
    [InlineData("/api/v2/products", null)]
    [InlineData("/api/v10/products", null)]
    [InlineData("/api/v1.5/products", null)]
    [InlineData("/api/v99999999999999999999999999/x", null)]
    [InlineData("/api/products", "2")]
    [InlineData("/api/products", "latest")]
    public async Task Version_ThatDoesNotExist_Is404TellingWhichDo(string path, string? header)
    {
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync("catalog", catalog);

        using var response = header is null ? await gateway.GetAsync(path) : await gateway.GetAsync(path, ("Api-Version", header));
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("unknown_api_version", problem.GetProperty("code").GetString());
        Assert.Equal("1", Assert.Single(problem.GetProperty("supportedVersions").EnumerateArray()).GetString());
        Assert.Equal("1", response.Header("api-supported-versions"));
        Assert.Empty(catalog.Requests);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("1")]
    public async Task Version_NamedByHeaderOrNotAtAll_IsTheCurrentOne(string? header)
    {
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync("catalog", catalog);

        using var response = header is null
            ? await gateway.GetAsync("/api/products/7?x=1")
            : await gateway.GetAsync("/api/products/7?x=1", ("Api-Version", header));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("1", response.Header("api-supported-versions"));
        Assert.Equal("/api/v1/products/7?x=1", Assert.Single(catalog.Requests).Target);
    }

    [Fact]
    public async Task Version_ThatIsDeprecated_SaysSinceWhenAndUntilWhen()
    {
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(
            "catalog", catalog, ("Gateway:DeprecatedAt", "2030-01-01T00:00:00Z"), ("Gateway:SunsetAt", "2031-01-01T00:00:00Z"));

        using var response = await gateway.GetAsync("/api/v1/products");

        Assert.Equal("@1893456000", response.Header("Deprecation"));
        Assert.Equal("Wed, 01 Jan 2031 00:00:00 GMT", response.Header("Sunset"));
    }
}
