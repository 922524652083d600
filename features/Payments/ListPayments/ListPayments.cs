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
        if (Check(request) is { } refusal)
            return refusal.ToProblem();
        var limit = Limit.Read(request.Limit, Limit.Staff, DefaultLimit);
        if (limit.Error is { } tooMany)
            return tooMany.ToProblem();
        var listing = request.Sort == OldestFirst ? "payments:oldest" : "payments";
        if (!Cursor.TryDecode(request.Cursor, listing, out var after))
            return RequestErrors.InvalidCursor.ToProblem();

        var (sql, parameters) = Query(request, after, limit.Value + 1);
        var payments = await session.QueryAsync(sql, PaymentRows.Payment, ct, parameters);
        var page = Page.Of(payments, limit.Value, p => Cursor.Encode(listing, p.CreatedAt, p.OrderId));
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

    // Only the conditions asked for are in the statement, so that each combination gets the index that fits it.
    private static (string Sql, object?[] Parameters) Query(Request request, CursorKey after, int limit)
    {
        List<string> conditions = ["true"];
        List<object?> parameters = [limit];
        void Where(string condition, object? value)
        {
            if (value is null)
                return;
            parameters.Add(value);
            conditions.Add($"{condition} ${parameters.Count}");
        }

        Where("p.status =", request.Status);
        Where("p.currency =", request.Currency);
        Where("p.customer_id =", request.CustomerId);
        Where("p.order_id =", request.OrderId);
        Where("p.created_at >=", request.From?.ToUniversalTime());
        Where("p.created_at <", request.To?.ToUniversalTime());
        if (!after.IsStart)
        {
            parameters.AddRange([after.Time(0), after.Id(1)]);
            conditions.Add($"(p.created_at, p.order_id) {(request.Sort == OldestFirst ? ">" : "<")} (${parameters.Count - 1}, ${parameters.Count})");
        }

        var direction = request.Sort == OldestFirst ? "ASC" : "DESC";
        return ($"""
            SELECT {PaymentRows.PaymentColumns} FROM payments p WHERE {string.Join(" AND ", conditions)}
            ORDER BY p.created_at {direction}, p.order_id {direction} LIMIT $1
            """, [.. parameters]);
    }
}
