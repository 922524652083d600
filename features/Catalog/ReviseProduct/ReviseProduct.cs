using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using FluentValidation;

namespace Commerce.Catalog;

/// <summary>Staff save all of a product at once, as an editor shows it: what it says about itself, its variants and their prices, whole or not at all.</summary>
internal static class ReviseProduct
{
    public sealed record Request(
        string Slug, string Name, string Description, string Brand, Guid CategoryId, IReadOnlyDictionary<string, AttributeValue> Attributes,
        IReadOnlyList<Part> Variants)
        : IProductContent;

    /// <summary>A variant as it shall be. The order is the order in which shoppers see them.</summary>
    public sealed record Part(string Sku, IReadOnlyDictionary<string, string> Options, IReadOnlyList<Money> Prices);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            Include(new ProductContentRules());
            RuleFor(r => r.Variants).NotNull().Must(v => v is null || v.Count <= Product.MaxVariants)
                .WithErrorCode("too_many").WithMessage($"At most {Product.MaxVariants} variants.");
            RuleForEach(r => r.Variants).NotNull().SetValidator(new PartValidator());
        }
    }

    private sealed class PartValidator : AbstractValidator<Part>
    {
        public PartValidator()
        {
            RuleFor(v => v.Sku).Sku();
            RuleFor(v => v.Options).NotNull();
            RuleFor(v => v.Options).Options();
            RuleFor(v => v.Prices).NotNull();
            RuleFor(v => v.Prices).Prices();
        }
    }

    public static Task<IResult> Handle(Guid id, IfMatch seen, Request request, Session session, TimeProvider clock, CancellationToken ct)
    {
        Variant[] variants = [.. request.Variants.Select(v => new Variant(v.Sku, v.Options, v.Prices))];
        return session.ChangeProductAsync(id, seen.Required, product => product.Revise(ProductContent.Of(request), variants, clock.GetUtcNow()), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPut("/api/v1/catalog/products/{id:guid}", Handle)
        .Validate(new Validator())
        .RequirePermission(CatalogPermissions.Write)
        .RequireIfMatch()
        .Idempotent()
        .ChangesCatalogue()
        .Produces<ProductDetails>()
        .WithExample(
            new Request(
                Examples.Product.Slug, Examples.Product.Name, Examples.Product.Description, Examples.Product.Brand, Examples.Product.CategoryId,
                Examples.Product.Attributes, [.. Examples.Product.Variants.Select(v => new Part(v.Sku, v.Options, v.Prices))]),
            Examples.Product);
}
