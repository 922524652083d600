using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using FluentValidation;

namespace Commerce.Catalog;

/// <summary>Staff add a category below another one, or at the top.</summary>
internal static class CreateCategory
{
    /// <param name="Id">Chosen by the caller so that a retry meets itself, else by the shop.</param>
    /// <param name="Slug">The category's name in URLs; made from its name when absent.</param>
    /// <param name="Index">Its place among its siblings from 0; last when absent.</param>
    public sealed record Request(string Name, string? Slug = null, Guid? ParentId = null, int? Index = null, Guid? Id = null);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Id).NotEqual(Guid.Empty);
            RuleFor(r => r.Name).CategoryName();
            RuleFor(r => r.Slug).Slug();
            RuleFor(r => r.Index).CategoryIndex();
        }
    }

    public static async Task<IResult> Handle(Request request, Session session, TimeProvider clock, CancellationToken ct)
    {
        var tree = await session.LockTreeAsync(ct);
        var decision = tree.Add(
            request.Id ?? clock.NewId(), request.Slug ?? ProductDraft.SlugOf(request.Name), request.Name, request.ParentId, request.Index);
        if (decision.Error is { } refusal)
            return refusal.ToProblem();

        session.Save(decision.Value);
        return await session.AnswerCategoryAsync(tree, decision.Value, created: true, ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/api/v1/categories", Handle)
        .Validate(new Validator())
        .RequirePermission(CatalogPermissions.Write)
        .Idempotent()
        .ChangesCatalogue()
        .Produces<CategoryDetails>(StatusCodes.Status201Created)
        .WithExample(new Request("Trail Running", "trail-running", Examples.Category.ParentId), Examples.Category);
}
