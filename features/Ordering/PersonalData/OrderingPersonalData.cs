using System.Text.Json;
using System.Text.Json.Nodes;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.EventStore;
using Commerce.Identity.Contracts;
using Commerce.Privacy;

namespace Commerce.Ordering;

/// <summary>
/// What Ordering knows of a customer. Orders stay when somebody is erased, as the books need them: lines, totals and an id that leads to
/// nobody any more. Where parcels went and what people wrote goes.
/// </summary>
internal sealed class OrderingPersonalData(EventStreams streams, ShippingAddresses addresses, OrderNotes notes) : IPersonalData
{
    private const string Finished = "SELECT order_id FROM order_summaries JOIN checkouts USING (order_id) WHERE customer_id = $1 AND step = 'Finished'";

    private const string CountOpen = """
        SELECT count(*) FROM order_summaries JOIN checkouts USING (order_id) WHERE customer_id = $1 AND step <> 'Finished'
        """;

    public async Task<JsonObject> CollectAsync(Session session, Guid personId, CancellationToken ct)
    {
        var ids = await session.QueryAsync(
            "SELECT order_id FROM order_summaries WHERE customer_id = $1 ORDER BY placed_at", row => row.GetGuid(0), ct, personId);
        var places = await addresses.OfAsync(session, personId, ct);
        var orders = new JsonArray();
        foreach (var id in ids)
        {
            var known = Order.From(await streams.LoadAsync(session, id, ct))!;
            var details = await notes.DetailsAsync(session, known, ct);
            var order = JsonSerializer.SerializeToNode(details, JsonSerializerOptions.Web)!.AsObject();
            order["shippingAddress"] = places.GetValueOrDefault(id);
            order["staffNotes"] = await NotesAsync(session, known, ct);
            orders.Add(order);
        }

        var carts = await session.QueryAsync(
            "SELECT id FROM carts WHERE customer_id = $1 AND status = 'open' ORDER BY created_at", row => row.GetGuid(0), ct, personId);
        var open = new JsonArray();
        foreach (var id in carts)
            open.Add(JsonSerializer.SerializeToNode(CartView.Of((await session.FindCartAsync(id, personId, ct))!), JsonSerializerOptions.Web));
        return new JsonObject { ["orders"] = orders, ["carts"] = open };
    }

    public async Task<Erasure> EraseAsync(Session session, Guid personId, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        ErasedStoreV1[] stores =
        [
            new("shipping addresses", "deleted", await ChangeAsync(session, $"DELETE FROM shipping_addresses WHERE order_id IN ({Finished})", personId, ct)),
            new("payment tokens", "removed", await ChangeAsync(
                session, $"UPDATE checkouts SET payment_token = 'erased' WHERE order_id IN ({Finished})", personId, ct)),
            new("staff notes", "deleted", await ChangeAsync(session, $"DELETE FROM order_notes WHERE order_id IN ({Finished})", personId, ct)),
            new("carts", "deleted", await ChangeAsync(session, "DELETE FROM carts WHERE customer_id = $1 AND status <> 'ordered'", personId, ct)),
            new("stored answers", "deleted", await session.ForgetAnswersAsync(personId, ct)),
        ];
        var waiting = await session.QuerySingleAsync(CountOpen, row => row.GetInt64(0), ct, personId);
        return new(stores, waiting > 0 ? $"{waiting} orders that are not finished" : null);
    }

    private async Task<JsonArray> NotesAsync(Session session, Order order, CancellationToken ct)
    {
        var written = new JsonArray();
        foreach (var note in await session.QueryAsync("SELECT note FROM order_notes WHERE order_id = $1 ORDER BY note_id", row => row.GetString(0), ct, order.Id))
            written.Add(await notes.OpenAsync(session, order, note, ct));
        return written;
    }

    private static Task<long> ChangeAsync(Session session, string change, Guid personId, CancellationToken ct) => session.QuerySingleAsync(
        $"WITH changed AS ({change} RETURNING 1) SELECT count(*) FROM changed", row => row.GetInt64(0), ct, personId);
}
