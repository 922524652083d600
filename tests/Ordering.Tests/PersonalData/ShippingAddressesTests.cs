using Commerce.Data;
using Commerce.Privacy;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Commerce.Ordering;

public sealed class ShippingAddressesTests(OrderingShop shop) : IClassFixture<OrderingShop>
{
    private const string Next = "another master key, of many characters too";

    [Fact]
    public async Task MasterKey_Changed_IsAllThatIsNeeded_OnceAddressesWereSealedAnew()
    {
        var ct = TestContext.Current.CancellationToken;
        var ada = shop.NewCustomer();
        var orderId = await ada.PlacedAsync();
        // From before addresses were sealed at all.
        var bob = shop.NewCustomer();
        var old = await bob.PlacedAsync();
        await shop.Host.Database.ExecuteAsync("UPDATE shipping_addresses SET address = convert_to('{\"line1\":\"Baker Street\"}', 'UTF8') WHERE order_id = $1", old);
        var rotated = new MasterKeys(Next, shop.Host.MasterKey);
        var sessions = shop.Host.Services.GetRequiredService<SessionFactory>();

        await new SealAnew(sessions, rotated, [new ShippingAddresses(rotated)], TimeProvider.System, NullLogger<SealAnew>.Instance).RunAsync(ct);

        var addresses = new ShippingAddresses(new MasterKeys(Next));
        await using var session = sessions.Open(new RequestContext("test"));
        Assert.Contains("St James", (await addresses.OfAsync(session, ada.Id, ct))[orderId].ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("Baker Street", (await addresses.OfAsync(session, bob.Id, ct))[old].ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(await shop.Host.Database.TablesWithAsync("Baker Street"));
        Assert.Contains(shop.Host.Services.GetServices<ISealedRows>(), rows => rows is ShippingAddresses); // what the service's own worker looks at
        Assert.Empty(await addresses.FormerAsync(session, Guid.Empty, 10, ct));
    }
}
