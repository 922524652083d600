using Commerce.Cli;

namespace Commerce.SystemTests;

/// <summary>An application comes with a key: the gateway has Identity say what it is worth, and the services believe that.</summary>
[Collection(OnePlatform.Name)]
public sealed class ApiKeyTests(RunningPlatform platform)
{
    private static readonly string[] s_scopes = ["inventory:read"];

    [Fact]
    public async Task Key_OpensWhatItsScopesSay_UntilItIsRevoked() =>
        await WalkAsync(platform, await platform.OwnerAsync(), await platform.SkuAsync(1));

    internal static async Task WalkAsync(RunningPlatform platform, ShopClient owner, string sku)
    {
        var ct = TestContext.Current.CancellationToken;
        var issued = (await owner.PostAsync("/api/v1/api-keys", new { name = "warehouse robot", scopes = s_scopes, expiresInDays = 1 }, ct)).OrThrow("Issuing");
        var robot = ShopClient.Anonymous(platform.Shop.Gateway, issued.GetProperty("text").GetString());

        Assert.Equal(200, (await robot.GetAsync($"/api/v1/inventory/{sku}/movements", ct)).Status);
        Assert.Equal(403, (await robot.GetAsync("/api/v1/orders", ct)).Status);
        Assert.Equal(403, (await robot.PostAsync("/api/v1/inventory/adjustments", new { sku, warehouse = "lab", reason = "receipt", delta = 1 }, ct)).Status);

        var id = issued.GetProperty("key").GetProperty("id").GetGuid();
        (await owner.SendAsync(HttpMethod.Delete, $"/api/v1/api-keys/{id}", null, ct)).OrThrow("Revoking");
        await RunningPlatform.UntilAsync(async () => (await robot.GetAsync($"/api/v1/inventory/{sku}/movements", ct)).Status == 401, "the key to be refused");
    }
}
