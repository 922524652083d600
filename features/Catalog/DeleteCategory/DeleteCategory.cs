using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Catalog;

/// <summary>Staff remove a category that has neither products nor categories below it.</summary>
internal static class DeleteCategory
{
    public static async Task<IResult> Handle(Guid id, IfMatch seen, Session session, CancellationToken ct)
    {
        var tree = await session.LockTreeAsync(ct);
        if (tree.Find(id) is not { } category)
            return CategoryErrors.NotFound(id).ToProblem();
        if (category.Version != seen.Required)
            return ETag.Stale.ToProblem();
        var decision = tree.Remove(category);
        if (decision.Error is { } refusal)
            return refusal.ToProblem();

        session.Save(decision.Value);
        await session.DeleteAsync(category, ct);
        return await session.AnswerAsync(Answer.NoContent(), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapDelete("/api/v1/categories/{id:guid}", Handle)
        .RequirePermission(CatalogPermissions.Write)
        .RequireIfMatch()
        .Idempotent()
        .ChangesCatalogue()
        .WithExample(request: null, response: null, StatusCodes.Status204NoContent);
}
