using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Commerce.Payments;

/// <summary>Finance see what an order booked, transaction by transaction.</summary>
internal static class GetLedger
{
    public sealed record Response(Guid OrderId, IReadOnlyList<Transaction> Transactions);

    public sealed record Transaction(Guid OperationId, string Kind, DateTimeOffset BookedAt, IReadOnlyList<Line> Lines);

    public sealed record Line(string Account, Money Debit, Money Credit);

    private sealed record Row(Guid? OperationId, string Kind, DateTimeOffset BookedAt, Line Line);

    // One row without an operation tells an order that booked nothing from an order that does not exist.
    private const string Select = """
        SELECT e.operation_id, o.kind, e.booked_at, e.account, e.currency, e.debit_minor, e.credit_minor
        FROM payments p
        LEFT JOIN ledger_entries e ON e.order_id = p.order_id
        LEFT JOIN payment_operations o ON o.id = e.operation_id
        WHERE p.order_id = $1
        ORDER BY e.booked_at, e.operation_id, e.line
        """;

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(Guid orderId, Session session, CancellationToken ct)
    {
        var rows = await session.QueryAsync(Select, Read, ct, orderId);
        if (rows.Count == 0)
            return PaymentErrors.NotFound(orderId).ToProblem();

        var transactions = rows.OfType<Row>().GroupBy(r => (r.OperationId, r.Kind, r.BookedAt))
            .Select(g => new Transaction(g.Key.OperationId!.Value, g.Key.Kind, g.Key.BookedAt, [.. g.Select(r => r.Line)]));
        return TypedResults.Ok(new Response(orderId, [.. transactions]));
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/payments/{orderId:guid}/ledger", Handle).RequirePermission(Permissions.Read)
            .WithExample(null, new Response(PaymentView.Example.OrderId,
            [
                new(PaymentView.Example.PaymentId, "authorize", PaymentView.Example.CreatedAt,
                [
                    new(Account.AuthorizedHolds, Money.Of(4990, "EUR"), Money.Of(0, "EUR")),
                    new(Account.HoldsOffset, Money.Of(0, "EUR"), Money.Of(4990, "EUR")),
                ]),
            ]));

    private static Row? Read(NpgsqlDataReader row)
    {
        if (row.IsDBNull(0))
            return null;
        var currency = row.GetString(4);
        return new Row(
            row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2),
            new Line(row.GetString(3), Money.Of(row.GetInt64(5), currency), Money.Of(row.GetInt64(6), currency)));
    }
}
