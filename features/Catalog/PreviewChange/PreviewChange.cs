using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using FluentValidation;

namespace Commerce.Catalog;

/// <summary>Staff see what a change of many products would do to each, before they do it. Nothing is changed.</summary>
internal static class PreviewChange
{
    public sealed record Request(BulkWish Change, IReadOnlyList<Guid> ProductIds);

    public sealed record Response(IReadOnlyList<Item> Items);

    /// <param name="Version">What the change shall be based on: it is refused if somebody else is faster.</param>
    /// <param name="After">Null where it would be refused.</param>
    public sealed record Item(Guid ProductId, string? Name, long? Version, State? Before, State? After, ItemRefusal? Error);

    public sealed record State(ProductStatus Status, IReadOnlyList<PriceRange> PriceRanges)
    {
        public static State Of(Product product) => new(product.Status, PriceRange.Of(product.Variants));
    }

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Change).NotNull().SetValidator(new BulkWish.Validator());
            RuleFor(r => r.ProductIds).NotEmpty().Must(ids => ids is null || ids.Count <= BulkWish.MaxProducts)
                .WithErrorCode("too_many").WithMessage($"At most {BulkWish.MaxProducts} products.");
        }
    }

    public static async Task<IResult> Handle(Request request, Session session, TimeProvider clock, CancellationToken ct)
    {
        var products = await session.FindProductsAsync(request.ProductIds, ct);
        return TypedResults.Ok(new Response(
            [.. request.ProductIds.Distinct().Select(id => ItemOf(id, products.GetValueOrDefault(id), request.Change, clock.GetUtcNow()))]));
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/api/v1/catalog/changes/preview", Handle)
        .Validate(new Validator())
        .RequirePermission(CatalogPermissions.Write)
        .Produces<Response>()
        .WithExample(
            new Request(BulkWish.Example, [Examples.Product.Id]),
            new Response(
            [
                new(Examples.Product.Id, Examples.Product.Name, 1, new(ProductStatus.Published, [new(Money.Of(12900, "EUR"), Money.Of(12900, "EUR"))]),
                    new(ProductStatus.Published, [new(Money.Of(11610, "EUR"), Money.Of(11610, "EUR"))]), null),
            ]));

    private static Item ItemOf(Guid id, Product? product, BulkWish wish, DateTimeOffset now)
    {
        if (product is null)
            return new(id, null, null, null, null, ItemRefusal.Of(ProductErrors.NotFound(id)));
        var decision = wish.Decide(product, now);
        return decision.Error is { } refusal
            ? new(id, product.Content.Name, product.Version, State.Of(product), null, ItemRefusal.Of(refusal))
            : new(id, product.Content.Name, product.Version, State.Of(product), State.Of(decision.Value), null);
    }
}
