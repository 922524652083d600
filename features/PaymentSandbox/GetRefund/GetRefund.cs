using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Commerce.PaymentSandbox;

/// <summary>A merchant asks what became of a refund, by its id or by the key that should have made it.</summary>
internal static class GetRefund
{
    private const string Select = """
        SELECT r.id AS refund_id, r.charge_id, r.amount AS refund_amount, r.created_at AS refunded_at, c.currency
        FROM refunds r JOIN charges c ON c.id = r.charge_id
        """;

    public static Task<Results<Ok<Refund>, ProblemHttpResult>> Handle(string id, NpgsqlDataSource database, CancellationToken ct) =>
        FindAsync($"{Select} WHERE r.id = $1", id, database, ct);

    public static Task<Results<Ok<Refund>, ProblemHttpResult>> HandleByKey(
        [FromQuery(Name = "idempotency_key")] string key, NpgsqlDataSource database, CancellationToken ct) =>
        FindAsync($"{Select} WHERE r.idempotency_key = $1", key, database, ct);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/sandbox/v1/refunds/{id}", Handle).RequireApiKey().WithExample(null, Refund.Example);
        app.MapGet("/sandbox/v1/refunds", HandleByKey).RequireApiKey().WithExample(null, Refund.Example);
    }

    private static async Task<Results<Ok<Refund>, ProblemHttpResult>> FindAsync(
        string sql, string value, NpgsqlDataSource database, CancellationToken ct) =>
        MerchantAccess.IsUsable(value) && await database.ReadOneAsync(sql, Refund.Read, ct, value) is { } refund
            ? TypedResults.Ok(refund)
            : ChargeErrors.NotFound.ToProblem();
}
