using Commerce.Catalog.Contracts;
using Commerce.Data;
using Commerce.Messaging;

namespace Commerce.Inventory;

/// <summary>Keeps which SKUs a product has and what they are called, so that stock can be asked for by product and by name.</summary>
internal sealed class LearnProduct : IMessageHandler<ProductPublishedV1>
{
    public Task HandleAsync(IReadOnlyList<Received<ProductPublishedV1>> messages, Session session, CancellationToken ct)
    {
        foreach (var product in messages.Select(m => m.Message))
            session.Write(
                """
                WITH learnt AS (
                    INSERT INTO product_skus (product_id, version, skus) VALUES ($1, $2, $3)
                    ON CONFLICT (product_id) DO UPDATE SET version = EXCLUDED.version, skus = EXCLUDED.skus
                    WHERE product_skus.version < EXCLUDED.version RETURNING product_id)
                INSERT INTO sku_names (sku, product_id, name)
                SELECT v.sku, learnt.product_id, v.name FROM learnt, unnest($3::text[], $4::text[]) AS v (sku, name)
                ON CONFLICT (sku) DO UPDATE SET product_id = EXCLUDED.product_id, name = EXCLUDED.name
                """,
                product.ProductId, product.Version, product.Variants.Select(v => v.Sku).ToArray(),
                product.Variants.Select(v => NameOf(product, v)).ToArray());
        return Task.CompletedTask;
    }

    private static string NameOf(ProductPublishedV1 product, PublishedVariantV1 variant) =>
        variant.Name == product.Name ? product.Name : $"{product.Name}, {variant.Name}";
}
