using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Ordering;

/// <summary>Staff read what they wrote for each other about an order, the latest first.</summary>
internal static class ListOrderNotes
{
    private const string Listing = "order-notes";

    private const string Select = """
        SELECT note_id, author_id, note, written_at FROM order_notes
        WHERE order_id = $1 AND ($2::uuid IS NULL OR note_id < $2) ORDER BY note_id DESC LIMIT $3
        """;

    /// <param name="Text"><c>[erased]</c> once the customer was erased.</param>
    public sealed record Item(Guid NoteId, Guid AuthorId, string Text, DateTimeOffset WrittenAt);

    public static async Task<IResult> Handle(
        Guid orderId, string? cursor, int? limit, Session session, OrderStore orders, OrderNotes notes, CancellationToken ct)
    {
        var asked = PageRequest.Read(Listing, cursor, limit, Limit.Staff);
        if (asked.Error is { } refusal)
            return refusal.ToProblem();
        if (await orders.FindAsync(session, orderId, ct) is not { } order)
            return OrderErrors.NotFound.ToProblem();

        var rows = await session.QueryAsync(
            Select, row => new Item(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3)), ct,
            orderId, asked.Value.After?.Id(0), asked.Value.Rows);
        var page = asked.Value.PageOf(rows, last => [last.NoteId]);
        var items = new List<Item>(page.Items.Count);
        foreach (var item in page.Items)
            items.Add(item with { Text = await notes.OpenAsync(session, order, item.Text, ct) });
        return TypedResults.Ok(new Page<Item>(items, page.NextCursor));
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/orders/{orderId:guid}/notes", Handle).RequirePermission(Permissions.ReadOrders)
            .WithSummary("What staff noted about an order")
            .Produces<Page<Item>>()
            .WithExample(null, new Page<Item>([Examples.Note], null));
}
