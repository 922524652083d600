using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Commerce.PaymentSandbox;

/// <summary>A merchant who does not know what became of a charge asks, by the charge's id or by the key that should have made it.</summary>
internal static class GetAuthorization
{
    private const string ById = $"SELECT {Charge.Columns} FROM charges c WHERE c.id = $1";
    private const string ByKey = $"SELECT {Charge.Columns} FROM charges c WHERE c.idempotency_key = $1";

    public static Task<Results<Ok<Charge>, ProblemHttpResult>> Handle(
        string id, NpgsqlDataSource database, Sandbox sandbox, CancellationToken ct) => FindAsync(ById, id, database, sandbox, ct);

    public static Task<Results<Ok<Charge>, ProblemHttpResult>> HandleByKey(
        [FromQuery(Name = "idempotency_key")] string key, NpgsqlDataSource database, Sandbox sandbox, CancellationToken ct) =>
        FindAsync(ByKey, key, database, sandbox, ct);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/sandbox/v1/authorizations/{id}", Handle).RequireApiKey().WithExample(null, Charge.Example);
        app.MapGet("/sandbox/v1/authorizations", HandleByKey).RequireApiKey().WithExample(null, Charge.Example);
    }

    private static async Task<Results<Ok<Charge>, ProblemHttpResult>> FindAsync(
        string sql, string value, NpgsqlDataSource database, Sandbox sandbox, CancellationToken ct) =>
        MerchantAccess.IsUsable(value) && await database.ReadOneAsync(sql, row => Charge.Read(row, sandbox), ct, value) is { } charge
            ? TypedResults.Ok(charge)
            : ChargeErrors.NotFound.ToProblem();
}
