using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using FluentValidation;

namespace Commerce.Catalog;

/// <summary>Staff set what a variant costs, in every currency it is sold in.</summary>
internal static class SetPrices
{
    public sealed record Request(IReadOnlyList<Money> Prices);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Prices).NotNull();
            RuleFor(r => r.Prices).Prices();
        }
    }

    public static Task<IResult> Handle(
        Guid id, string sku, IfMatch seen, Request request, Session session, TimeProvider clock, CancellationToken ct) =>
        session.ChangeProductAsync(id, seen.Required, product => product.SetPrices(sku, request.Prices, clock.GetUtcNow()), ct);

    public static void Map(IEndpointRouteBuilder app) => app.MapPut("/api/v1/products/{id:guid}/variants/{sku}/prices", Handle)
        .Validate(new Validator())
        .RequirePermission(CatalogPermissions.Write)
        .RequireIfMatch()
        .Idempotent()
        .ChangesCatalogue()
        .Produces<ProductDetails>()
        .WithExample(new Request(Examples.Product.Variants[0].Prices), Examples.Product);
}
