using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Payments;

/// <summary>Staff go through payments, newest or oldest first.</summary>
internal static class ListPayments
{
    private const string OldestFirst = "createdAt";
    private const string NewestFirst = "-createdAt";
    private const int DefaultLimit = 50;

    /// <summary>The query string.</summary>
    public sealed record Request(
        string? Status, string? Currency, Guid? CustomerId, DateTimeOffset? From, DateTimeOffset? To, string? Cursor, int? Limit, Guid? OrderId = null,
        string? Sort = null);

    public static async Task<Results<Ok<Page<PaymentView>>, ProblemHttpResult>> Handle(
        [AsParameters] Request request, Session session, CancellationToken ct)
    {
        if (Check(request) is { } badFilter)
            return badFilter.ToProblem();
        var listing = request.Sort == OldestFirst ? "payments:oldest" : "payments";
        var asked = PageRequest.Read(listing, request.Cursor, request.Limit, Limit.Staff, DefaultLimit);
        if (asked.Error is { } refusal)
            return refusal.ToProblem();

        var (sql, parameters) = Statement(request, asked.Value.After, asked.Value.Rows);
        var payments = await session.QueryAsync(sql, PaymentRows.Payment, ct, parameters);
        var page = asked.Value.PageOf(payments, p => [p.CreatedAt, p.OrderId]);
        return TypedResults.Ok(new Page<PaymentView>([.. page.Items.Select(PaymentView.Of)], page.NextCursor));
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/payments", Handle).RequirePermission(Permissions.Read)
            .WithDescription("`sort` is `-createdAt` (default) or `createdAt`. `from` is included, `to` is not.")
            .WithExample(null, new Page<PaymentView>([PaymentView.Example], null));

    private static Error? Check(Request request)
    {
        if (request.Status is { } status && !Names<PaymentStatus>.All.Contains(status))
            return Invalid("status", $"One of {string.Join(", ", Names<PaymentStatus>.All)}.");
        if (request.Currency is { } currency && !Currency.TryParse(currency, out _))
            return Invalid("currency", "Three upper-case letters of ISO 4217.");
        return request.Sort is not (null or OldestFirst or NewestFirst) ? Invalid("sort", $"One of {NewestFirst}, {OldestFirst}.") : null;
    }

    private static Error Invalid(string parameter, string detail) => new(422, "validation_failed", "Some values are not acceptable.")
    {
        Fields = [new FieldError(parameter, "not_acceptable", detail)],
    };

    // Only the conditions asked for are in the statement, so that each combination gets the index that fits it. Status and currency were
    // checked and are written out: whether many or none have them decides which index that is.
    internal static (string Sql, object?[] Parameters) Statement(Request request, CursorKey? after, int limit)
    {
        var (direction, beyond) = request.Sort == OldestFirst ? ("ASC", ">") : ("DESC", "<");
        var conditions = new Conditions();
        conditions.AddName("p.status", request.Status);
        conditions.AddName("p.currency", request.Currency);
        conditions.Add("p.customer_id = {0}", request.CustomerId);
        conditions.Add("p.order_id = {0}", request.OrderId);
        conditions.Add("p.created_at >= {0}", request.From?.ToUniversalTime());
        conditions.Add("p.created_at < {0}", request.To?.ToUniversalTime());
        conditions.Add($"(p.created_at, p.order_id) {beyond} ({{0}}, {{1}})", after?.Time(0), after?.Id(1));
        return ($"""
            SELECT {PaymentRows.PaymentColumns} FROM payments p{conditions.Sql}
            ORDER BY p.created_at {direction}, p.order_id {direction} LIMIT {conditions.Parameter(limit)}
            """, conditions.Parameters);
    }
}
