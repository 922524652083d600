using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Payments;

/// <summary>Staff go through what was asked of the provider, the latest first: refunds, refusals, and what nobody knows the outcome of.</summary>
internal static class ListOperations
{
    private const int DefaultLimit = 50;

    /// <summary>The query string.</summary>
    public sealed record Query(string? Kind, string? State, bool? Unknown, Guid? OrderId, string? Cursor, int? Limit);

    public static async Task<Results<Ok<Page<OperationView>>, ProblemHttpResult>> Handle(
        [AsParameters] Query request, Session session, CancellationToken ct)
    {
        if (Check(request) is { } badFilter)
            return badFilter.ToProblem();
        var listing = $"operations:{request.Kind}:{request.State}:{request.Unknown == true}:{request.OrderId}";
        var asked = PageRequest.Read(listing, request.Cursor, request.Limit, Limit.Staff, DefaultLimit);
        if (asked.Error is { } refusal)
            return refusal.ToProblem();

        var (sql, parameters) = Statement(request, asked.Value.After, asked.Value.Rows);
        var operations = await session.QueryAsync(sql, row => PaymentRows.Operation(row), ct, parameters);
        var page = asked.Value.PageOf(operations, o => [o.Id]);
        return TypedResults.Ok(new Page<OperationView>([.. page.Items.Select(OperationView.Of)], page.NextCursor));
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/payments/operations", Handle).RequirePermission(Permissions.Read)
            .WithDescription(
                "`kind` is authorize, capture, void, release or refund; `state` is pending, succeeded or refused; `unknown=true` are those pending ones "
                + "of which a call is or was out.")
            .WithExample(null, new Page<OperationView>([OperationView.Example], null));

    private static Error? Check(Query request)
    {
        if (request.Kind is { } kind && !Names<OperationKind>.All.Contains(kind))
            return Invalid("kind", Names<OperationKind>.All);
        return request.State is { } state && !Names<OperationState>.All.Contains(state) ? Invalid("state", Names<OperationState>.All) : null;
    }

    private static Error Invalid(string parameter, IEnumerable<string> names) => new(422, "validation_failed", "Some values are not acceptable.")
    {
        Fields = [new FieldError(parameter, "not_acceptable", $"One of {string.Join(", ", names)}.")],
    };

    // Only the conditions asked for are in the statement. What is pending is little among all there was: it is looked up, not looked for.
    // Kind and state are names that were checked, and written out: a plan for whatever they may be could not use the indexes of the few.
    internal static (string Sql, object?[] Parameters) Statement(Query request, CursorKey? after, int limit)
    {
        var conditions = new Conditions();
        conditions.AddName("o.kind", request.Kind);
        conditions.AddName("o.state", request.State);
        conditions.Add("o.order_id = {0}", request.OrderId);
        conditions.Add("o.id < {0}", after?.Id(0));
        conditions.AddFixed(request.Unknown == true ? "o.attempts > 0" : null);
        var isOpen = request.Unknown == true || request.State == "pending";
        return ($"""
            WITH open AS MATERIALIZED (SELECT * FROM payment_operations WHERE state = 'pending')
            SELECT {PaymentRows.OperationColumns} FROM {(isOpen ? "open" : "payment_operations")} o{conditions.Sql}
            ORDER BY o.id DESC LIMIT {conditions.Parameter(limit)}
            """, conditions.Parameters);
    }
}
