using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using FluentValidation;

namespace Commerce.Catalog;

/// <summary>Staff publish, withdraw or reprice many products: each only as it was when they looked, and all of it can be undone for ten minutes.</summary>
internal static class ChangeProducts
{
    public sealed record Request(BulkWish Change, IReadOnlyList<Wanted> Items);

    /// <param name="Version">As the preview showed it.</param>
    public sealed record Wanted(Guid ProductId, long Version);

    /// <param name="Id">To undo it by; null when nothing was changed.</param>
    public sealed record Response(Guid? Id, DateTimeOffset? UndoUntil, int Changed, int Refused, IReadOnlyList<Item> Items);

    public sealed record Item(Guid ProductId, long? Version, ItemRefusal? Error);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Change).NotNull().SetValidator(new BulkWish.Validator());
            RuleFor(r => r.Items).NotEmpty().Must(items => items is null || items.Count <= BulkWish.MaxProducts)
                .WithErrorCode("too_many").WithMessage($"At most {BulkWish.MaxProducts} products.");
            RuleForEach(r => r.Items).NotNull();
            RuleFor(r => r.Items).Must(items => items is null || items.Select(i => i?.ProductId).Distinct().Count() == items.Count)
                .WithErrorCode("product_twice").WithMessage("A product appears twice.");
        }
    }

    public static async Task<IResult> Handle(Request request, Session session, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var products = await session.LockProductsAsync(request.Items.Select(i => i.ProductId), ct);
        var changed = new List<ChangedProduct>();
        var items = new List<Item>();
        foreach (var (id, version) in request.Items)
        {
            var decision = Decide(products.GetValueOrDefault(id), id, version, request.Change, now);
            items.Add(new(id, decision.Error is null ? decision.Value.Version : null, decision.Error is { } refusal ? ItemRefusal.Of(refusal) : null));
            if (decision.Error is not null)
                continue;
            await session.SaveAsync(products[id], decision.Value, ct);
            changed.Add(ChangedProduct.Of(products[id], decision.Value));
        }

        if (changed.Count == 0)
            return await session.AnswerAsync(Answer.Ok(new Response(null, null, 0, items.Count, items)), ct);
        var change = clock.NewId();
        session.RecordChange(change, request.Change, changed, now);
        return await session.AnswerAsync(
            Answer.Ok(new Response(change, now + BulkChanges.UndoFor, changed.Count, items.Count - changed.Count, items)), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/api/v1/catalog/changes", Handle)
        .Validate(new Validator())
        .RequirePermission(CatalogPermissions.Write)
        .Idempotent()
        .ChangesCatalogue()
        .Produces<Response>()
        .WithExample(
            new Request(BulkWish.Example, [new(Examples.Product.Id, 1)]),
            new Response(Guid.Parse("019a2b6c-0000-7000-8000-000000000009"), Examples.Product.CreatedAt.AddMinutes(10), 1, 0, [new(Examples.Product.Id, 2, null)]));

    private static Result<Product> Decide(Product? product, Guid id, long seen, BulkWish wish, DateTimeOffset now)
    {
        if (product is null)
            return ProductErrors.NotFound(id);
        return product.Version == seen ? wish.Decide(product, now) : ETag.Stale;
    }
}
