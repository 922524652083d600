using System.Net;
using System.Text.Json;
using Commerce.Identity.Contracts;
using Commerce.Inventory.Contracts;
using Commerce.Testing;

namespace Commerce.Ordering;

public sealed class AddOrderNoteTests(OrderingShop shop) : IClassFixture<OrderingShop>
{
    private const string Text = "Rang Zebulon: leave it with the porter";

    private readonly OrderingStaff _support = new(shop, "support");

    [Fact]
    public async Task Note_IsReadByStaff_OnceHoweverOftenItIsSent_AndSealedInTheDatabase()
    {
        var ada = shop.NewCustomer();
        var orderId = await ada.PlacedAsync();
        var path = $"/api/v1/orders/{orderId}/notes";

        var (first, _) = await _support.PostAsync(path, new { text = Text }, HttpStatusCode.Created, $"note-{orderId}");
        await _support.PostAsync(path, new { text = Text }, HttpStatusCode.Created, $"note-{orderId}");
        var (second, _) = await _support.PostAsync(path, new { text = "And again" }, HttpStatusCode.Created);

        var notes = await _support.GetAsync(path + "?limit=1");
        Assert.Equal(("And again", second.GetProperty("noteId").GetGuid()), (TextOf(notes), notes.GetProperty("items")[0].GetProperty("noteId").GetGuid()));
        var rest = await _support.GetAsync($"{path}?limit=1&cursor={notes.GetProperty("nextCursor").GetString()}");
        Assert.Equal((Text, OrderingStaff.Id, first.GetProperty("noteId").GetGuid()),
            (TextOf(rest), rest.GetProperty("items")[0].GetProperty("authorId").GetGuid(), rest.GetProperty("items")[0].GetProperty("noteId").GetGuid()));
        Assert.False(rest.TryGetProperty("nextCursor", out var next) && next.ValueKind == JsonValueKind.String);
        Assert.Empty(await shop.Host.Database.TablesWithAsync("Zebulon"));
    }

    [Fact]
    public async Task Note_IsNeitherSeenNorWrittenByCustomers()
    {
        var ada = shop.NewCustomer();
        var orderId = await ada.PlacedAsync();

        using var read = await ada.SendAsync(HttpMethod.Get, $"/api/v1/orders/{orderId}/notes", null);
        using var written = await ada.SendAsync(HttpMethod.Post, $"/api/v1/orders/{orderId}/notes", new { text = "mine" });

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (read.StatusCode, written.StatusCode));
    }

    [Fact]
    public async Task Note_WithoutTextOrOrder_IsRefused()
    {
        var orderId = await shop.NewCustomer().PlacedAsync();
        await _support.PostAsync($"/api/v1/orders/{orderId}/notes", new { text = " " }, HttpStatusCode.UnprocessableEntity);
        await _support.PostAsync($"/api/v1/orders/{orderId}/notes", new { text = new string('x', AddOrderNote.MaxLength + 1) }, HttpStatusCode.UnprocessableEntity);
        await _support.PostAsync($"/api/v1/orders/{Guid.CreateVersion7()}/notes", new { text = "?" }, HttpStatusCode.NotFound);
        await _support.GetAsync($"/api/v1/orders/{Guid.CreateVersion7()}/notes", HttpStatusCode.NotFound);
        await _support.GetAsync($"/api/v1/orders/{orderId}/notes?cursor=forged", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Erasure_OfTheCustomer_TakesTheNotesAboutTheirOrders()
    {
        var (ada, bob) = (shop.NewCustomer(), shop.NewCustomer());
        var (hers, his) = (await ada.PlacedAsync(), await bob.PlacedAsync());
        foreach (var orderId in new[] { hers, his })
            await _support.PostAsync($"/api/v1/orders/{orderId}/notes", new { text = Text }, HttpStatusCode.Created);
        using var cancelled = await ada.SendAsync(HttpMethod.Post, $"/api/v1/orders/{hers}/cancellation", new { });
        await shop.SayAsync(hers, new StockReleasedV1(hers, "requested"));
        await OrderingShop.UntilAsync(async () => await shop.Host.Database.ScalarAsync<string>("SELECT step FROM checkouts WHERE order_id = $1", hers) == "Finished");

        await shop.SayAsync(ada.Id, new UserErasedV1(Guid.CreateVersion7(), ada.Id, TimeProvider.System.GetUtcNow()));

        await OrderingShop.UntilAsync(async () => await shop.SentAsync("identity.confirm-erasure.v1", ada.Id) > 0);
        Assert.Empty((await _support.GetAsync($"/api/v1/orders/{hers}/notes")).GetProperty("items").EnumerateArray());
        Assert.Equal(Text, TextOf(await _support.GetAsync($"/api/v1/orders/{his}/notes")));
    }

    [Fact]
    public async Task Orders_AreFoundByTheEndOfTheirNumber()
    {
        var ada = shop.NewCustomer();
        var orderId = await ada.PlacedAsync();
        await ada.PlacedAsync();
        var number = orderId.ToString()[^8..];

        var found = await _support.GetAsync($"/api/v1/orders?number={number}");
        using var ofNobody = await shop.NewCustomer().SendAsync(HttpMethod.Get, $"/api/v1/orders?number={number}", null);

        Assert.Equal(orderId, Assert.Single(found.GetProperty("items").EnumerateArray()).GetProperty("orderId").GetGuid());
        Assert.Contains("\"items\":[]", await ofNobody.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await _support.GetAsync("/api/v1/orders?number=kettle", HttpStatusCode.UnprocessableEntity);
    }

    private static string? TextOf(JsonElement page) => page.GetProperty("items")[0].GetProperty("text").GetString();
}
