using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Catalog;

/// <summary>Staff give a category another name or slug.</summary>
internal static class RenameCategory
{
    public sealed record Request(string Name, string Slug);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Name).CategoryName();
            RuleFor(r => r.Slug).NotEmpty();
            RuleFor(r => r.Slug).Slug();
        }
    }

    public static async Task<IResult> Handle(Guid id, IfMatch seen, Request request, Session session, CancellationToken ct)
    {
        var tree = await session.LockTreeAsync(ct);
        if (tree.Find(id) is not { } category)
            return CategoryErrors.NotFound(id).ToProblem();
        if (category.Version != seen.Required)
            return ETag.Stale.ToProblem();
        var decision = tree.Rename(category, request.Slug, request.Name);
        if (decision.Error is { } refusal)
            return refusal.ToProblem();

        session.Save(decision.Value);
        return await session.AnswerCategoryAsync(tree, decision.Value, created: false, ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPut("/api/v1/categories/{id:guid}", Handle)
        .Validate(new Validator())
        .RequirePermission(CatalogPermissions.Write)
        .RequireIfMatch()
        .Idempotent()
        .ChangesCatalogue()
        .Produces<CategoryDetails>()
        .WithExample(new Request("Trail Running", "trail-running"), Examples.Category);
}
