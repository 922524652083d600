using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Catalog;

/// <summary>Staff undo a change of many products within ten minutes. What somebody has changed since is left as they made it.</summary>
internal static class UndoChange
{
    public sealed record Response(int Undone, int Left, IReadOnlyList<Item> Items);

    public sealed record Item(Guid ProductId, long? Version, ItemRefusal? Error);

    public static async Task<IResult> Handle(Guid id, Session session, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await session.BeginAsync(ct);
        // The row decides between two who undo at once, and whether it is still time.
        var (isThere, isOpen) = await session.QuerySingleAsync(
            "SELECT true, undone_at IS NULL AND undo_until > $2 FROM bulk_changes WHERE id = $1 FOR UPDATE",
            row => (row.GetBoolean(0), row.GetBoolean(1)), ct, id, now);
        if (!isThere)
            return RequestErrors.NotFound.ToProblem();
        if (!isOpen)
            return ProductErrors.TooLateToUndo.ToProblem();

        session.Write("UPDATE bulk_changes SET undone_at = $2 WHERE id = $1", id, now);
        var changed = await session.ItemsOfChangeAsync(id, ct);
        var products = await session.LockProductsAsync(changed.Select(c => c.ProductId), ct);
        var items = new List<Item>();
        foreach (var item in changed)
        {
            var before = products.GetValueOrDefault(item.ProductId);
            var decision = item.Undo(before, now);
            items.Add(new(item.ProductId, decision.Error is null ? decision.Value.Version : null, decision.Error is { } refusal ? ItemRefusal.Of(refusal) : null));
            if (decision.Error is null)
                await session.SaveAsync(before!, decision.Value, ct);
        }

        var undone = items.Count(i => i.Error is null);
        return await session.AnswerAsync(Answer.Ok(new Response(undone, items.Count - undone, items)), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/api/v1/catalog/changes/{id:guid}/undo", Handle)
        .RequirePermission(CatalogPermissions.Write)
        .Idempotent()
        .ChangesCatalogue()
        .Produces<Response>()
        .WithExample(null, new Response(1, 0, [new(Examples.Product.Id, 3, null)]));
}
