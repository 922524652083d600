using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Commerce.Identity.Contracts;
using Commerce.Inventory.Contracts;
using Commerce.Payments.Contracts;
using Commerce.Privacy;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Commerce.Ordering;

public sealed class PersonalDataTests(OrderingShop shop) : IClassFixture<OrderingShop>
{
    private const string Note = "My neighbour Zebedee has one already";
    private const string Street = "St James"; // no apostrophe: JSON would write it another way

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhatPeopleWrite_IsReadByThem_AndNowhereInTheDatabase()
    {
        var ada = shop.NewCustomer();
        var orderId = await CancelledAsync(ada);
        Assert.Equal(Note, (await ada.OrderAsync(orderId)).Cancellation!.Detail);
        Assert.Contains(Note, await ada.Http.GetStringAsync($"/api/v1/orders/{orderId}/history", Stop), StringComparison.Ordinal);

        Assert.Empty((await shop.Host.Database.TablesWithAsync(Note)).Except(["public.idempotency_keys"]));
        Assert.Empty(await shop.Host.Database.TablesWithAsync(Street));
    }

    [Fact]
    public async Task Request_IsAnsweredWithOrdersAddressesAndCarts_ForTheReaderOnly()
    {
        var ada = shop.NewCustomer();
        var orderId = await CancelledAsync(ada);
        var cart = await ada.CartAsync();
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var request = new PersonalDataRequestedV1(
            Guid.CreateVersion7(), ada.Id, Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), TimeProvider.System.GetUtcNow());
        await shop.SayAsync(ada.Id, request);

        var share = (await SaidAsync<DeliverPersonalDataV1>("identity.deliver-personal-data.v1", ada.Id));
        Assert.Equal(("ordering", 1, 1), (share.Context, share.Part, share.Parts));
        var told = JsonSerializer.Deserialize<JsonElement>(Unpack(ForOneReader.Open(
            key.ExportPkcs8PrivateKey(), Convert.FromBase64String(share.Content), request.RequestId.ToByteArray())));
        var order = Assert.Single(told.GetProperty("orders").EnumerateArray());
        Assert.Equal(orderId, order.GetProperty("orderId").GetGuid());
        Assert.Contains(Street, order.GetProperty("shippingAddress").GetProperty("line1").GetString(), StringComparison.Ordinal);
        Assert.Equal(Note, order.GetProperty("cancellation").GetProperty("detail").GetString());
        Assert.Equal(cart.CartId, Assert.Single(told.GetProperty("carts").EnumerateArray()).GetProperty("cartId").GetGuid());
    }

    [Fact]
    public async Task Erasure_TakesAddressesNotesAndCarts_AndLeavesTotalsAsTheyWere()
    {
        var (ada, bob) = (shop.NewCustomer(), shop.NewCustomer());
        var (hers, his) = (await CancelledAsync(ada), await CancelledAsync(bob));
        await ada.CartAsync();
        var before = await ada.OrderAsync(hers);
        await shop.SayAsync(ada.Id, new UserErasedV1(Guid.CreateVersion7(), ada.Id, TimeProvider.System.GetUtcNow()));

        var erased = await SaidAsync<ConfirmErasureV1>("identity.confirm-erasure.v1", ada.Id);
        Assert.Equal("ordering", erased.Context);
        Assert.Contains(erased.Stores, s => s is { Store: "shipping addresses", Rows: 1 });
        Assert.Contains(erased.Stores, s => s is { Store: "carts", Rows: 1 });
        var after = await ada.OrderAsync(hers);
        Assert.Equal(PersonalKeys.Erased, after.Cancellation!.Detail);
        Assert.Equal(JsonSerializer.Serialize(before with { Cancellation = null }), JsonSerializer.Serialize(after with { Cancellation = null }));
        Assert.Equal(0, await AddressesAsync(hers));
        Assert.Equal(0, await shop.Host.Database.ScalarAsync<long>("SELECT count(*) FROM idempotency_keys WHERE starts_with(scope, $1)", ada.Id.ToString()));

        Assert.Equal((1L, Note), (await AddressesAsync(his), (await bob.OrderAsync(his)).Cancellation!.Detail));
    }

    [Fact]
    public async Task Erasure_WithAnOpenOrder_WaitsForItsEnd()
    {
        var ada = shop.NewCustomer();
        var orderId = await ada.ConfirmedAsync();
        await shop.SayAsync(ada.Id, new UserErasedV1(Guid.CreateVersion7(), ada.Id, TimeProvider.System.GetUtcNow()));
        await OrderingShop.UntilAsync(async () => await shop.Host.Database.ScalarAsync<string>(
            "SELECT waits_for FROM erasures WHERE person_id = $1", ada.Id) == "1 orders that are not finished");
        Assert.Equal((1L, 0L), (await AddressesAsync(orderId), await shop.SentAsync("identity.confirm-erasure.v1", ada.Id)));

        using var cancelled = await ada.SendAsync(HttpMethod.Post, $"/api/v1/orders/{orderId}/cancellation", new { });
        await shop.SayAsync(orderId, new StockReleasedV1(orderId, "requested"), new PaymentVoidedV1(orderId, Guid.CreateVersion7(), TimeProvider.System.GetUtcNow()));
        await OrderingShop.UntilAsync(async () => await shop.Host.Database.ScalarAsync<string>("SELECT step FROM checkouts WHERE order_id = $1", orderId) == "Finished");
        var worker = shop.Host.Services.GetServices<IHostedService>().OfType<FinishErasures>().Single();
        await worker.RunAsync(Stop);
        await worker.RunAsync(Stop); // and again: it is said once

        Assert.Equal((0L, 1L), (await AddressesAsync(orderId), await shop.SentAsync("identity.confirm-erasure.v1", ada.Id)));
    }

    private async Task<Guid> CancelledAsync(Customer customer)
    {
        var orderId = await customer.PlacedAsync();
        using var cancelled = await customer.SendAsync(HttpMethod.Post, $"/api/v1/orders/{orderId}/cancellation", new { reason = Note }, key: $"cancel-{orderId}");
        Assert.Equal(HttpStatusCode.OK, cancelled.StatusCode);
        Assert.Contains(Note, await cancelled.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        await shop.SayAsync(orderId, new StockReleasedV1(orderId, "requested"));
        await OrderingShop.UntilAsync(async () => await shop.Host.Database.ScalarAsync<string>("SELECT step FROM checkouts WHERE order_id = $1", orderId) == "Finished");
        return orderId;
    }

    private Task<long> AddressesAsync(Guid orderId) =>
        shop.Host.Database.ScalarAsync<long>("SELECT count(*) FROM shipping_addresses WHERE order_id = $1", orderId)!;

    private async Task<T> SaidAsync<T>(string type, Guid key)
    {
        await OrderingShop.UntilAsync(async () => await shop.SentAsync(type, key) > 0);
        var envelope = await shop.Host.Database.ScalarAsync<string>(
            "SELECT envelope FROM outbox WHERE key = $1 AND envelope::jsonb ->> 'eventType' = $2", key.ToString(), type);
        return JsonDocument.Parse(envelope!).RootElement.GetProperty("data").Deserialize<T>(JsonSerializerOptions.Web)!;
    }

    private static string Unpack(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
