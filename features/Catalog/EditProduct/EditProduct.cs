using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Catalog;

/// <summary>Staff rewrite what a product says about itself. What is on sale changes at once.</summary>
internal static class EditProduct
{
    public sealed record Request(
        string Slug, string Name, string Description, string Brand, Guid CategoryId, IReadOnlyDictionary<string, AttributeValue> Attributes)
        : IProductContent;

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => Include(new ProductContentRules());
    }

    public static Task<IResult> Handle(
        Guid id, IfMatch seen, Request request, Session session, TimeProvider clock, CancellationToken ct) =>
        session.ChangeProductAsync(id, seen.Required, product => product.Edit(ProductContent.Of(request), clock.GetUtcNow()), ct);

    public static void Map(IEndpointRouteBuilder app) => app.MapPut("/api/v1/products/{id:guid}", Handle)
        .Validate(new Validator())
        .RequirePermission(CatalogPermissions.Write)
        .RequireIfMatch()
        .Idempotent()
        .ChangesCatalogue()
        .Produces<ProductDetails>()
        .WithExample(
            new Request(
                Examples.Product.Slug,
                Examples.Product.Name,
                Examples.Product.Description,
                Examples.Product.Brand,
                Examples.Product.CategoryId,
                Examples.Product.Attributes),
            Examples.Product);
}
