using System.Text.Json;
using System.Text.Json.Nodes;
using Commerce.Data;
using Commerce.Privacy;

namespace Commerce.Ordering;

/// <summary>Where parcels go: outside of the events, which can never be changed, and sealed.</summary>
internal sealed class ShippingAddresses(MasterKeys keys) : ISealedRows
{
    private const byte OpeningBrace = (byte)'{';
    private readonly Sealer _sealer = keys.For("ordering/addresses");

    public string Name => "shipping addresses";

    public void Add(Session session, Guid orderId, PlaceOrder.Address address) => session.Write(
        "INSERT INTO shipping_addresses (order_id, address) VALUES ($1, $2)",
        orderId, _sealer.Seal(JsonSerializer.SerializeToUtf8Bytes(address, JsonSerializerOptions.Web), orderId.ToByteArray()));

    public async Task<IReadOnlyDictionary<Guid, JsonNode>> OfAsync(Session session, Guid customerId, CancellationToken ct)
    {
        var rows = await session.QueryAsync(
            "SELECT order_id, address FROM shipping_addresses JOIN order_summaries USING (order_id) WHERE customer_id = $1",
            row => (OrderId: row.GetGuid(0), Address: row.GetFieldValue<byte[]>(1)), ct, customerId);
        return rows.ToDictionary(r => r.OrderId, r => JsonNode.Parse(Open(r.OrderId, r.Address))!);
    }

    public async Task<IReadOnlyList<SealedRow>> FormerAsync(Session session, Guid after, int atMost, CancellationToken ct) => await session.QueryAsync(
        """
        SELECT order_id, address FROM shipping_addresses
        WHERE order_id > $1 AND substring(address FOR length($2)) <> $2 ORDER BY order_id LIMIT $3 FOR UPDATE SKIP LOCKED
        """,
        row => new SealedRow(row.GetGuid(0), row.GetGuid(0), row.GetFieldValue<byte[]>(1)), ct, after, _sealer.CurrentMark, atMost);

    public void SealAnew(Session session, SealedRow row) => session.Write(
        "UPDATE shipping_addresses SET address = $2 WHERE order_id = $1",
        row.Id, _sealer.Seal(Open(row.Id, row.Box), row.BelongsTo.ToByteArray()));

    private byte[] Open(Guid orderId, byte[] stored) => stored[0] == OpeningBrace ? stored : _sealer.Open(stored, orderId.ToByteArray());
}
