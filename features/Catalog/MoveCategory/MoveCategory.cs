using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Catalog;

/// <summary>Staff put a category, with everything below it, elsewhere in the tree or elsewhere among its siblings.</summary>
internal static class MoveCategory
{
    /// <param name="ParentId">The category to stand below; null for the top.</param>
    /// <param name="Index">The place among the siblings from 0; last when absent.</param>
    public sealed record Request(Guid? ParentId, int? Index = null);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Index).CategoryIndex();
    }

    public static async Task<IResult> Handle(Guid id, IfMatch seen, Request request, Session session, CancellationToken ct)
    {
        var tree = await session.LockTreeAsync(ct);
        if (tree.Find(id) is not { } category)
            return CategoryErrors.NotFound(id).ToProblem();
        if (category.Version != seen.Required)
            return ETag.Stale.ToProblem();
        var decision = tree.Move(category, request.ParentId, request.Index);
        if (decision.Error is { } refusal)
            return refusal.ToProblem();

        session.Save(decision.Value);
        return await session.AnswerCategoryAsync(tree, decision.Value, created: false, ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPut("/api/v1/categories/{id:guid}/position", Handle)
        .Validate(new Validator())
        .RequirePermission(CatalogPermissions.Write)
        .RequireIfMatch()
        .Idempotent()
        .ChangesCatalogue()
        .Produces<CategoryDetails>()
        .WithExample(new Request(Examples.Category.ParentId, 0), Examples.Category);
}
