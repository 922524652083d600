using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Catalog;

/// <summary>Ends a change of the tree with the changed category's page.</summary>
internal static class CategoryAnswers
{
    public static async Task<IResult> AnswerCategoryAsync(
        this Session session, CategoryTree before, TreeChange change, bool created, CancellationToken ct)
    {
        var details = CategoryDetails.Of(change.Subject, before.With(change));
        var answer = created ? Answer.Created($"/api/v1/categories/{details.Id}", details) : Answer.Ok(details);
        return await session.AnswerAsync(answer.WithVersion(details.Version), ct);
    }
}
