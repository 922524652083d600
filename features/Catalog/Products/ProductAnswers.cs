using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;

namespace Commerce.Catalog;

/// <summary>The common course of a change: load, check what the editor saw, decide, store, answer with the product.</summary>
internal static class ProductAnswers
{
    /// <param name="seen">The version that the editor's change is based on; null where the change does not depend on what was seen.</param>
    public static async Task<IResult> ChangeProductAsync(
        this Session session, Guid id, long? seen, Func<Product, Result<Product>> decide, CancellationToken ct)
    {
        if (await session.FindProductAsync(id, ct) is not { } before)
            return ProductErrors.NotFound(id).ToProblem();
        if (seen is not null && seen != before.Version)
            return ETag.Stale.ToProblem();

        var decision = decide(before);
        if (decision.Error is { } refusal)
            return refusal.ToProblem();

        var after = decision.Value;
        await session.SaveAsync(before, after, ct);
        return await session.AnswerAsync(Answer.Ok(ProductDetails.Of(after)).WithVersion(after.Version), ct);
    }
}
