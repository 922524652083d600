using System.Net;

namespace Commerce.Gateway;

public sealed class RouteTests
{
    [Theory]
    [InlineData("POST", "/api/v1/auth/login", "identity")]
    [InlineData("GET", "/realms/commerce/.well-known/openid-configuration", "identity")]
    [InlineData("POST", "/realms/commerce/protocol/openid-connect/token", "identity")]
    [InlineData("GET", "/.well-known/openid-configuration", "identity")]
    [InlineData("GET", "/api/v1/products", "catalog")]
    [InlineData("GET", "/api/v1/products/red-shoe?fields=name&x=%2F", "catalog")]
    [InlineData("POST", "/api/v1/products/batch-get", "catalog")]
    [InlineData("GET", "/api/v1/categories/3", "catalog")]
    [InlineData("GET", "/api/v1/inventory/SKU-1", "inventory")]
    [InlineData("GET", "/api/v1/warehouses", "inventory")]
    [InlineData("PUT", "/api/v1/carts/1/lines", "ordering")]
    [InlineData("POST", "/sandbox/v1/tokens", "payment-sandbox")]
    [InlineData("GET", "/sandbox/3ds/123", "payment-sandbox")]
    public async Task Route_OfEachPath_LeadsToItsServiceUnchanged(string method, string path, string service)
    {
        await using var shop = await Shop.StartAsync(("environment", "Development"));

        using var response = await shop.Gateway.SendAsync(new(method), path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(path, Assert.Single(shop[service].Requests).Target);
        Assert.All(shop.Services.Where(other => other.Name != service), other => Assert.Empty(other.Service.Requests));
    }

    [Theory]
    [InlineData("GET", "/api/v1/orders")]
    [InlineData("PUT", "/api/v1/orders/1")]
    [InlineData("GET", "/api/v1/orders/1/events")]
    [InlineData("GET", "/api/v1/payments/1")]
    [InlineData("GET", "/api/v1/users/me")]
    [InlineData("GET", "/api/v1/roles")]
    [InlineData("GET", "/api/v1/stock")]
    [InlineData("GET", "/api/v1/catalog/products")]
    public async Task Route_ThatNeedsAUser_StopsStrangersAtTheEdge(string method, string path)
    {
        await using var shop = await Shop.StartAsync();

        using var response = await shop.Gateway.SendAsync(new(method), path);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Header("WWW-Authenticate"));
        Assert.Equal("unauthenticated", await response.ProblemAsync());
        Assert.All(shop.Services, service => Assert.Empty(service.Service.Requests));
    }

    [Theory]
    [InlineData("/metrics/secret")]
    [InlineData("/internal")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v1/productsX")]
    [InlineData("/API/v1/../../etc/passwd")]
    [InlineData("/sandbox/v1/authorizations")]
    [InlineData("/sandbox/v1/tokens")]
    public async Task Route_ThatDoesNotExist_IsAProblem(string path)
    {
        await using var shop = await Shop.StartAsync();

        using var response = await shop.Gateway.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("not_found", await response.ProblemAsync());
        Assert.All(shop.Services, service => Assert.Empty(service.Service.Requests));
    }

    [Fact]
    public async Task Route_WithTheWrongMethod_Is405()
    {
        await using var shop = await Shop.StartAsync();

        using var response = await shop.Gateway.SendAsync(HttpMethod.Delete, "/realms/commerce");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("method_not_allowed", await response.ProblemAsync());
    }

    [Fact]
    public async Task Route_ToAServiceThatIsNotConfigured_Is503WithRetryAfter()
    {
        await using var gateway = await TestGateway.StartAsync([]);

        using var response = await gateway.GetAsync("/api/v1/products");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("service_unavailable", await response.ProblemAsync());
        Assert.Equal("2", response.Header("Retry-After"));
    }
}
