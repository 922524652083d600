using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Catalog;

/// <summary>Staff rewrite what a product says about itself. What is on sale changes at once.</summary>
internal static class EditProduct
{
    public sealed record Request(
        string Slug, string Name, string Description, string Brand, Guid CategoryId, IReadOnlyDictionary<string, AttributeValue> Attributes);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Slug).NotEmpty();
            RuleFor(r => r.Slug).Slug();
            RuleFor(r => r.Name).Line(ProductContent.MaxName);
            RuleFor(r => r.Description).NotNull().MaximumLength(ProductContent.MaxDescription);
            RuleFor(r => r.Brand).Line(ProductContent.MaxBrand);
            RuleFor(r => r.CategoryId).NotEmpty();
            RuleFor(r => r.Attributes).NotNull();
            RuleFor(r => r.Attributes).Attributes();
        }
    }

    public static Task<IResult> Handle(
        Guid id, IfMatch seen, Request request, Session session, TimeProvider clock, CancellationToken ct) =>
        session.ChangeProductAsync(id, seen.Required, product => product.Edit(ContentOf(request), clock.GetUtcNow()), ct);

    private static ProductContent ContentOf(Request request) =>
        new(request.Slug, request.Name, request.Description, request.Brand, request.CategoryId, request.Attributes);

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
