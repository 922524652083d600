using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace Commerce.Catalog;

/// <summary>Staff add many products at once: each stands or falls by itself, those that stand commit together.</summary>
internal static class CreateProducts
{
    public const int MaxItems = 200;
    public const int MaxBytes = 4 * 1024 * 1024;

    public sealed record Request(IReadOnlyList<ProductDraft> Items);

    public sealed record Response(int Created, int Refused, IReadOnlyList<ItemResult> Items);

    /// <param name="Index">The item's place in the request.</param>
    /// <param name="Status">What the item alone would have been answered with.</param>
    /// <param name="Error">Why it was refused.</param>
    public sealed record ItemResult(int Index, int Status, Guid? Id, ItemError? Error);

    public sealed record ItemError(string Code, string Detail, IReadOnlyList<FieldError> Errors);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Items).NotEmpty().Must(i => i is null || i.Count <= MaxItems)
                .WithErrorCode("too_many").WithMessage($"At most {MaxItems} items.");
            RuleForEach(r => r.Items).NotNull();
            RuleFor(r => r.Items).Must(items => items is null || !HasTwins(items))
                .WithErrorCode("id_twice").WithMessage("Two items have the same id.");
        }

        private static bool HasTwins(IReadOnlyList<ProductDraft> items)
        {
            Guid[] ids = [.. items.Select(i => i?.Id).OfType<Guid>()];
            return ids.Distinct().Count() != ids.Length;
        }
    }

    public static async Task<IResult> Handle(Request request, Session session, TimeProvider clock, CancellationToken ct)
    {
        Result<Product>[] decisions = [.. request.Items.Select(item => Decide(item, clock))];
        var refused = await session.AddAsync([.. decisions.Where(d => d.IsOk).Select(d => d.Value)], ct);

        ItemResult[] results = [.. decisions.Select((d, i) => ResultOf(i, d, refused))];
        var failed = results.Count(r => r.Error is not null);
        return await session.AnswerAsync(Answer.Ok(new Response(results.Length - failed, failed, results)), ct);
    }

    private static readonly ProductDraft.Validator s_item = new();

    private static Result<Product> Decide(ProductDraft item, TimeProvider clock) =>
        s_item.Validate(item) is { IsValid: false } found ? found.ToError() : item.Decide(clock);

    private static ItemResult ResultOf(int index, Result<Product> decision, Dictionary<Guid, Error> refused)
    {
        var error = decision.Error ?? refused.GetValueOrDefault(decision.Value.Id);
        return error is null
            ? new ItemResult(index, StatusCodes.Status201Created, decision.Value.Id, null)
            : new ItemResult(index, error.Status, null, new ItemError(error.Code, error.Detail, error.Fields));
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/api/v1/products/batch", Handle)
        .Validate(new Validator())
        .RequirePermission(CatalogPermissions.Write)
        .Idempotent()
        .ChangesCatalogue()
        .WithMetadata(new RequestSizeLimitAttribute(MaxBytes))
        .Produces<Response>()
        .WithExample(
            new Request([Examples.Draft]),
            new Response(1, 0, [new ItemResult(0, StatusCodes.Status201Created, Examples.Product.Id, null)]));
}
