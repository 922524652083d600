using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Commerce.PaymentSandbox;

/// <summary>A merchant asks what became of a capture, by its id or by the key that should have made it.</summary>
internal static class GetCapture
{
    private const string Select = """
        SELECT p.id AS capture_id, p.charge_id, p.amount AS capture_amount, p.fee, p.created_at AS captured_at, c.currency
        FROM captures p JOIN charges c ON c.id = p.charge_id
        """;

    public static Task<Results<Ok<Capture>, ProblemHttpResult>> Handle(string id, NpgsqlDataSource database, CancellationToken ct) =>
        FindAsync($"{Select} WHERE p.id = $1", id, database, ct);

    public static Task<Results<Ok<Capture>, ProblemHttpResult>> HandleByKey(
        [FromQuery(Name = "idempotency_key")] string key, NpgsqlDataSource database, CancellationToken ct) =>
        FindAsync($"{Select} WHERE p.idempotency_key = $1", key, database, ct);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/sandbox/v1/captures/{id}", Handle).RequireApiKey().WithExample(null, Capture.Example);
        app.MapGet("/sandbox/v1/captures", HandleByKey).RequireApiKey().WithExample(null, Capture.Example);
    }

    private static async Task<Results<Ok<Capture>, ProblemHttpResult>> FindAsync(
        string sql, string value, NpgsqlDataSource database, CancellationToken ct) =>
        MerchantAccess.IsUsable(value) && await database.ReadOneAsync(sql, Capture.Read, ct, value) is { } capture
            ? TypedResults.Ok(capture)
            : ChargeErrors.NotFound.ToProblem();
}
