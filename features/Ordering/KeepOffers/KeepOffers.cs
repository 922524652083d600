using System.Text.Json;
using Commerce.Catalog.Contracts;
using Commerce.Data;
using Commerce.Messaging;

namespace Commerce.Ordering;

/// <summary>Keeps our copy of what is for sale and at which price. Messages may come late or twice: a higher product version wins.</summary>
internal sealed class KeepOffers :
    IMessageHandler<ProductPublishedV1>, IMessageHandler<PriceChangedV1>, IMessageHandler<ProductWithdrawnV1>
{
    // A variant of an older version than the one we know may have been taken off since, so it is not put on sale again. A price that
    // came ahead of its publication is newer than the publication's.
    private const string Upsert = """
        INSERT INTO offers (sku, product_id, name, prices, version, available)
        SELECT sku, product_id, name, prices, version, true
        FROM unnest($1::text[], $2::uuid[], $3::text[], $4::jsonb[], $5::bigint[]) AS o (sku, product_id, name, prices, version)
        WHERE NOT EXISTS (SELECT FROM offers known WHERE known.product_id = o.product_id AND known.version > o.version AND known.published)
        ON CONFLICT (sku) DO UPDATE SET
            product_id = EXCLUDED.product_id, name = EXCLUDED.name, available = true, published = true,
            prices = CASE WHEN offers.version > EXCLUDED.version AND offers.product_id = EXCLUDED.product_id THEN offers.prices ELSE EXCLUDED.prices END,
            version = CASE WHEN offers.product_id = EXCLUDED.product_id THEN greatest(offers.version, EXCLUDED.version) ELSE EXCLUDED.version END
        WHERE offers.version < EXCLUDED.version OR offers.product_id <> EXCLUDED.product_id OR NOT offers.published
        """;

    private const string ChangePrices = """
        UPDATE offers o SET prices = v.prices, version = $3
        FROM unnest($1::text[], $2::jsonb[]) AS v (sku, prices)
        WHERE o.sku = v.sku AND o.product_id = $4 AND o.version < $3
        """;

    // Only of a product that we have not heard of: one that we know and that lacks the variant has taken it off.
    private const string KeepAhead = """
        INSERT INTO offers (sku, product_id, name, prices, version, available, published)
        SELECT sku, $4, '', prices, $3, false, false FROM unnest($1::text[], $2::jsonb[]) AS v (sku, prices)
        WHERE NOT EXISTS (SELECT FROM offers known WHERE known.product_id = $4 AND known.published)
        ON CONFLICT (sku) DO NOTHING
        """;

    // A variant that a newer version of its product does not have any more cannot be bought any more.
    private const string WithdrawOthers = """
        UPDATE offers o SET available = false, version = p.version
        FROM unnest($1::uuid[], $2::bigint[]) AS p (product_id, version)
        WHERE o.product_id = p.product_id AND o.version < p.version AND o.available
        """;

    private const string Withdraw = """
        INSERT INTO offers (sku, product_id, name, prices, version, available)
        SELECT sku, product_id, '', '{}', version, false FROM unnest($1::text[], $2::uuid[], $3::bigint[]) AS o (sku, product_id, version)
        ON CONFLICT (sku) DO UPDATE SET version = EXCLUDED.version, available = false, published = true
        WHERE offers.version < EXCLUDED.version
        """;

    public Task HandleAsync(IReadOnlyList<Received<ProductPublishedV1>> messages, Session session, CancellationToken ct)
    {
        Write(session, [.. messages.SelectMany(m => m.Message.Variants.Select(v => (v, m.Message.ProductId, m.Message.Version, m.Message.Name)))]);
        session.Write(
            WithdrawOthers, messages.Select(m => m.Message.ProductId).ToArray(), messages.Select(m => m.Message.Version).ToArray());
        return Task.CompletedTask;
    }

    public Task HandleAsync(IReadOnlyList<Received<PriceChangedV1>> messages, Session session, CancellationToken ct)
    {
        foreach (var (_, _, change, _, _) in messages)
        {
            var (skus, prices) = (change.Variants.Select(v => v.Sku).ToArray(), change.Variants.Select(Prices).ToArray());
            session.Write(ChangePrices, skus, Pg.Jsonb(prices), change.Version, change.ProductId);
            session.Write("UPDATE offers SET version = $2 WHERE product_id = $1 AND version < $2", change.ProductId, change.Version);
            session.Write(KeepAhead, skus, Pg.Jsonb(prices), change.Version, change.ProductId);
        }

        return Task.CompletedTask;
    }

    public Task HandleAsync(IReadOnlyList<Received<ProductWithdrawnV1>> messages, Session session, CancellationToken ct)
    {
        var withdrawn = messages.SelectMany(m => m.Message.Skus.Select(sku => (Sku: sku, m.Message.ProductId, m.Message.Version))).ToArray();
        session.Write(
            Withdraw,
            Array.ConvertAll(withdrawn, w => w.Sku),
            Array.ConvertAll(withdrawn, w => w.ProductId),
            Array.ConvertAll(withdrawn, w => w.Version));
        return Task.CompletedTask;
    }

    private static void Write(Session session, (PublishedVariantV1 Variant, Guid ProductId, long Version, string Product)[] offers) => session.Write(
        Upsert,
        Array.ConvertAll(offers, o => o.Variant.Sku),
        Array.ConvertAll(offers, o => o.ProductId),
        Array.ConvertAll(offers, o => o.Variant.Name.Length > 0 && o.Variant.Name != o.Product ? $"{o.Product}, {o.Variant.Name}" : o.Product),
        Pg.Jsonb(Array.ConvertAll(offers, o => Prices(o.Variant))),
        Array.ConvertAll(offers, o => o.Version));

    private static string Prices(PublishedVariantV1 variant) =>
        JsonSerializer.Serialize(variant.Prices.ToDictionary(p => p.Currency, p => p.MinorUnits));
}
