using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using Npgsql;

namespace Commerce.Ordering;

/// <summary>A customer's own orders, or for staff everybody's, newest or oldest first.</summary>
internal static class ListOrders
{
    private const string OldestFirst = "placedAt";
    private const string NewestFirst = "-placedAt";
    private const int NumberLength = 8;

    private const string Columns = "order_id, customer_id, status, total_minor_units, currency, item_count, placed_at, updated_at";

    public sealed record Item(Guid OrderId, Guid CustomerId, string Status, Money Total, int ItemCount, DateTimeOffset PlacedAt, DateTimeOffset UpdatedAt);

    public static async Task<IResult> Handle(
        [AsParameters] Query query, ClaimsPrincipal user, Session session, CancellationToken ct)
    {
        var isStaff = user.HasPermission(Permissions.ReadOrders);
        var customer = isStaff ? query.CustomerId : user.UserId();
        var status = OrderText.Parse(query.Status);
        if (query.Status is not null && status is null)
            return UnknownStatus(query.Status).ToProblem();
        if (query.Sort is not (null or OldestFirst or NewestFirst))
            return UnknownSort.ToProblem();
        if (query.Number is { } number && !(number.Length == NumberLength && number.All(char.IsAsciiHexDigitLower)))
            return InvalidNumber.ToProblem();
        var listing = query.Sort == OldestFirst ? "orders:placed:oldest" : "orders:placed";
        var asked = PageRequest.Read(listing, query.Cursor, query.Limit, isStaff ? Limit.Staff : Limit.Shoppers);
        if (asked.Error is { } refusal)
            return refusal.ToProblem();

        var (sql, parameters) = Statement(query, status, customer, asked.Value.After, asked.Value.Rows);
        var rows = await session.QueryAsync(sql, Read, ct, [.. parameters]);
        return TypedResults.Ok(asked.Value.PageOf(rows, last => [last.PlacedAt, last.OrderId]));
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/orders", Handle).RequireOwner(Permissions.ReadOrders)
            .WithSummary("Orders, newest first")
            .WithDescription("Customers see their own; staff with `orders:read` see all and may filter by customer. `sort` is `-placedAt` (default) or `placedAt`. `number` is the end of an order's id, by which people call it: its last 8 digits.")
            .Produces<Page<Item>>()
            .WithExample(null, Examples.OrderPage);

    internal static (string Sql, List<object?> Parameters) Statement(Query query, OrderStatus? status, Guid? customer, CursorKey? after, int count)
    {
        var (where, parameters) = Filter(query, customer, after);
        parameters.Add(count);
        // Orders on their way are few among those that were: they are looked up, not looked for. A customer has few orders anyway.
        var direction = query.Sort == OldestFirst ? "ASC" : "DESC";
        if (query.Number is { } number)
        {
            parameters.Add(number);
            return (
                $"""
                WITH named AS MATERIALIZED (SELECT order_id FROM order_summaries WHERE right(order_id::text, {NumberLength}) = ${parameters.Count})
                SELECT {Columns} FROM order_summaries JOIN named USING (order_id)
                WHERE {where} ORDER BY placed_at {direction}, order_id {direction} LIMIT ${parameters.Count - 1}
                """,
                parameters);
        }

        var open = customer is null && status is not (null or OrderStatus.Completed or OrderStatus.Cancelled)
            ? "WITH open AS MATERIALIZED (SELECT order_id FROM checkouts WHERE step <> 'Finished')" : "";
        return (
            $"""
            {open}
            SELECT {Columns}
            FROM order_summaries {(open.Length > 0 ? "JOIN open USING (order_id)" : "")}
            WHERE {where} ORDER BY placed_at {direction}, order_id {direction} LIMIT ${parameters.Count}
            """,
            parameters);
    }

    private static (string Where, List<object?> Parameters) Filter(Query query, Guid? customer, CursorKey? after)
    {
        var conditions = new List<string> { "true" };
        var parameters = new List<object?>();
        Add("customer_id = ${0}", customer);
        Add("status = ${0}", query.Status);
        Add("placed_at >= ${0}", query.PlacedFrom?.ToUniversalTime());
        Add("placed_at < ${0}", query.PlacedBefore?.ToUniversalTime());
        if (after is not null)
        {
            parameters.Add(after.Time(0));
            parameters.Add(after.Id(1));
            conditions.Add($"(placed_at, order_id) {(query.Sort == OldestFirst ? ">" : "<")} (${parameters.Count - 1}, ${parameters.Count})");
        }

        return (string.Join(" AND ", conditions), parameters);

        void Add(string condition, object? value)
        {
            if (value is null)
                return;
            parameters.Add(value);
            conditions.Add(condition.Replace("{0}", $"{parameters.Count}", StringComparison.Ordinal));
        }
    }

    private static Item Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetString(2), Money.Of(row.GetInt64(3), row.GetString(4)), row.GetInt32(5),
        row.GetFieldValue<DateTimeOffset>(6), row.GetFieldValue<DateTimeOffset>(7));

    private static Error UnknownStatus(string status) => new(422, "ordering.unknown_status", $"No order can be '{status}'.")
    {
        Fields = [new("status", "unknown", "One of placed, stock_reserved, payment_action_required, confirmed, partially_shipped, shipped, completed, cancelled.")],
    };

    private static Error InvalidNumber { get; } = new(422, "ordering.invalid_number", "No order has such a number.")
    {
        Fields = [new("number", "invalid", $"The last {NumberLength} digits of an order's id.")],
    };

    private static Error UnknownSort { get; } = new(422, "ordering.unknown_sort", "Orders are not sorted by that.")
    {
        Fields = [new("sort", "unknown", "One of -placedAt, placedAt.")],
    };

    internal sealed record Query(string? Status, Guid? CustomerId, DateTimeOffset? PlacedFrom, DateTimeOffset? PlacedBefore, int? Limit, string? Cursor, string? Sort = null, string? Number = null);
}
