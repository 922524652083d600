using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Catalog;

/// <summary>Staff add a product, as a draft or on sale at once.</summary>
internal static class CreateProduct
{
    public static async Task<IResult> Handle(ProductDraft request, Session session, TimeProvider clock, CancellationToken ct)
    {
        var decision = request.Decide(clock);
        if (decision.Error is { } refusal)
            return refusal.ToProblem();

        var product = decision.Value;
        var refused = await session.AddAsync([product], ct);
        if (refused.TryGetValue(product.Id, out var taken))
            return taken.ToProblem();

        var answer = Answer.Created($"/api/v1/products/{product.Id}", ProductDetails.Of(product)).WithVersion(product.Version);
        return await session.AnswerAsync(answer, ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/api/v1/products", Handle)
        .Validate(new ProductDraft.Validator())
        .RequirePermission(CatalogPermissions.Write)
        .Idempotent()
        .ChangesCatalogue()
        .Produces<ProductDetails>(StatusCodes.Status201Created)
        .WithExample(Examples.Draft, Examples.Product);
}
