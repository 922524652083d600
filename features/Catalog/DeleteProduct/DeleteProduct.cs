using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Catalog;

/// <summary>Staff throw a draft away. What was ever on sale is withdrawn instead, because orders refer to it.</summary>
internal static class DeleteProduct
{
    public static async Task<IResult> Handle(Guid id, IfMatch seen, Session session, CancellationToken ct)
    {
        if (await session.FindProductAsync(id, ct) is not { } product)
            return ProductErrors.NotFound(id).ToProblem();
        if (product.Version != seen.Required)
            return ETag.Stale.ToProblem();
        if (product.PublishedAt is not null)
            return ProductErrors.OncePublished(id).ToProblem();

        session.WriteOne(ETag.Stale, "DELETE FROM products WHERE id = $1 AND version = $2 AND published_at IS NULL", id, product.Version);
        return await session.AnswerAsync(Answer.NoContent(), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapDelete("/api/v1/products/{id:guid}", Handle)
        .RequirePermission(CatalogPermissions.Write)
        .RequireIfMatch()
        .Idempotent()
        .ChangesCatalogue()
        .WithExample(request: null, response: null, StatusCodes.Status204NoContent);
}
