using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Commerce.Catalog.Contracts;
using Commerce.Data;
using Commerce.Inventory.Contracts;
using Commerce.Messaging;
using Commerce.Payments.Contracts;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Ordering;

/// <summary>The ordering service as it runs, with two kettles for sale. Tests answer in place of Inventory and Payments.</summary>
public sealed class OrderingShop : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    internal ServiceHost<Order> Host { get; } = new("orderingdb");

    internal Guid Kettles { get; } = Guid.CreateVersion7();

    public async ValueTask InitializeAsync()
    {
        await Host.InitializeAsync();
        Host.StartServer();
        await SayAsync(Kettles, new ProductPublishedV1(
            Kettles, 2, "Kettle", "kettle",
            [new("KETTLE", "", [new("EUR", 5990), new("USD", 6490)]), new("KETTLE-XL", "large", [new("EUR", 7990)])],
            DateTimeOffset.UnixEpoch));
        await UntilAsync(async () => await Host.Database.ScalarAsync<long>("SELECT count(*) FROM offers WHERE available") == 2);
    }

    public async ValueTask DisposeAsync() => await Host.DisposeAsync();

    internal Customer NewCustomer() => new(Guid.CreateVersion7(), this);

    /// <summary>A message of another context, sent the way it would come: through an outbox and the event log.</summary>
    internal async Task SayAsync(Guid aggregate, params object[] messages)
    {
        await using var session = Host.Services.GetRequiredService<SessionFactory>().Open(new RequestContext("test"));
        foreach (var message in messages)
            session.Publish(message, aggregate);
        await session.CommitAsync(TestContext.Current.CancellationToken);
    }

    internal Task ReserveAsync(Guid orderId) =>
        SayAsync(orderId, new StockReservedV1(orderId, [new("KETTLE", "berlin", 1)], TimeProvider.System.GetUtcNow().AddMinutes(15)));

    internal Task RejectAsync(Guid orderId) => SayAsync(orderId, new StockRejectedV1(orderId, "out_of_stock", [new("KETTLE", 1, 0)]));

    internal Task AuthorizeAsync(Guid orderId) =>
        SayAsync(orderId, new PaymentAuthorizedV1(orderId, Guid.CreateVersion7(), 5990, "EUR", TimeProvider.System.GetUtcNow()));

    /// <summary>How many messages of a type the service sent about an order.</summary>
    internal async Task<long> SentAsync(string type, Guid orderId) => await Host.Database.ScalarAsync<long>(
        "SELECT count(*) FROM outbox WHERE key = $1 AND envelope::jsonb ->> 'eventType' = $2", orderId.ToString(), type);

    internal static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < s_patience, "It did not happen in time.");
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }
    }
}

/// <summary>Somebody who shops.</summary>
internal sealed class Customer(Guid id, OrderingShop shop)
{
    public Guid Id => id;

    public HttpClient Http { get; } = shop.Host.CreateClient(id);

    public static async Task<string> CodeOf(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()!;

    public static object OrderOf(Guid cartId, object? expectedTotal = null) => new
    {
        cartId,
        paymentToken = "tok_ok",
        shippingAddress = new { name = "Ada Lovelace", line1 = "12 St James's Square", postalCode = "SW1Y 4JH", city = "London", country = "GB" },
        expectedTotal,
    };

    public async Task<CartView> CartAsync(string sku = "KETTLE", int quantity = 1)
    {
        using var answer = await Http.PostAsJsonAsync("/api/v1/carts", new { currency = "EUR", lines = new[] { new { sku, quantity } } });
        Assert.Equal(System.Net.HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<CartView>())!;
    }

    public Task<HttpResponseMessage> PlaceAsync(Guid orderId, Guid cartId, string? prefer = null) =>
        SendAsync(HttpMethod.Put, $"/api/v1/orders/{orderId}", OrderOf(cartId), prefer: prefer);

    public async Task<Guid> PlacedAsync()
    {
        var orderId = Guid.CreateVersion7();
        using var answer = await PlaceAsync(orderId, (await CartAsync()).CartId);
        Assert.Equal(System.Net.HttpStatusCode.Created, answer.StatusCode);
        return orderId;
    }

    public async Task<Guid> ConfirmedAsync()
    {
        var orderId = await PlacedAsync();
        await shop.ReserveAsync(orderId);
        await UntilAsync(orderId, "stock_reserved");
        await shop.AuthorizeAsync(orderId);
        await UntilAsync(orderId, "confirmed");
        return orderId;
    }

    public Task UntilAsync(Guid orderId, string status) => OrderingShop.UntilAsync(async () => (await OrderAsync(orderId)).Status == status);

    public async Task<OrderDetails> OrderAsync(Guid orderId) => (await Http.GetFromJsonAsync<OrderDetails>($"/api/v1/orders/{orderId}"))!;

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, string? key = null, string? prefer = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (prefer is not null)
            request.Headers.Add("Prefer", prefer);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
