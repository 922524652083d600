using Commerce.Catalog.Contracts;
using Commerce.Data;
using Commerce.Messaging;

namespace Commerce.Inventory;

/// <summary>Keeps which SKUs a product has, so that its availability can be asked for by product.</summary>
internal sealed class LearnProduct : IMessageHandler<ProductPublishedV1>
{
    public Task HandleAsync(IReadOnlyList<Received<ProductPublishedV1>> messages, Session session, CancellationToken ct)
    {
        foreach (var product in messages.Select(m => m.Message))
            session.Write(
                """
                INSERT INTO product_skus (product_id, version, skus) VALUES ($1, $2, $3)
                ON CONFLICT (product_id) DO UPDATE SET version = EXCLUDED.version, skus = EXCLUDED.skus
                WHERE product_skus.version < EXCLUDED.version
                """,
                product.ProductId, product.Version, product.Variants.Select(v => v.Sku).ToArray());
        return Task.CompletedTask;
    }
}
