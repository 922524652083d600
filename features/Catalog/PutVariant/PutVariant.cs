using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using FluentValidation;

namespace Commerce.Catalog;

/// <summary>Staff add a variant to a product, or replace the one with this SKU.</summary>
internal static class PutVariant
{
    public sealed record Request(IReadOnlyDictionary<string, string> Options, IReadOnlyList<Money> Prices);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Options).NotNull();
            RuleFor(r => r.Options).Options();
            RuleFor(r => r.Prices).NotNull();
            RuleFor(r => r.Prices).Prices();
        }
    }

    public static async Task<IResult> Handle(
        Guid id, string sku, IfMatch seen, Request request, Session session, TimeProvider clock, CancellationToken ct)
    {
        if (!ProductRules.IsSku(sku))
            return ProductErrors.InvalidSku.ToProblem();
        var variant = new Variant(sku, request.Options, request.Prices);
        return await session.ChangeProductAsync(id, seen.Required, product => product.PutVariant(variant, clock.GetUtcNow()), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPut("/api/v1/products/{id:guid}/variants/{sku}", Handle)
        .Validate(new Validator())
        .RequirePermission(CatalogPermissions.Write)
        .RequireIfMatch()
        .Idempotent()
        .ChangesCatalogue()
        .Produces<ProductDetails>()
        .WithExample(new Request(Examples.Product.Variants[0].Options, Examples.Product.Variants[0].Prices), Examples.Product);
}
