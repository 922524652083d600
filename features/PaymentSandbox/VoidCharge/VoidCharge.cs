using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Commerce.PaymentSandbox;

/// <summary>A merchant lets a hold go.</summary>
internal static class VoidCharge
{
    private const string LetGo = $"""
        UPDATE charges c SET status = 'voided', void_key = $2
        WHERE id = $1 AND status IN ('authorized', 'requires_action') AND captured = 0
        RETURNING {Charge.Columns}
        """;

    private const string Look = $"SELECT {Charge.Columns}, c.void_key FROM charges c WHERE c.id = $1";

    public static async Task<Results<Ok<Charge>, ProblemHttpResult>> Handle(
        string id, [FromHeader(Name = MerchantAccess.IdempotencyKeyHeader)] string key,
        NpgsqlDataSource database, Sandbox sandbox, CancellationToken ct)
    {
        if (!MerchantAccess.IsUsable(id))
            return ChargeErrors.NotFound.ToProblem();

        try
        {
            if (await database.ReadOneAsync(LetGo, row => Charge.Read(row, sandbox), ct, id, key) is { } voided)
                return TypedResults.Ok(voided);
        }
        catch (PostgresException e) when (e.ConstraintName == "charges_one_per_void_key")
        {
            return ChargeErrors.KeyReused.ToProblem();
        }

        var (charge, usedKey) = await database.ReadOneAsync(Look, row => (Charge.Read(row, sandbox), row.Text("void_key")), ct, id);
        return charge switch
        {
            null => ChargeErrors.NotFound.ToProblem(),
            { Status: ChargeStatus.Voided } when usedKey == key => TypedResults.Ok(charge),
            { Captured: > 0 } => ChargeErrors.Captured.ToProblem(),
            _ => ChargeErrors.NotVoidable(charge.Status).ToProblem(),
        };
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/sandbox/v1/authorizations/{id}/void", Handle).RequireApiKey().RequireIdempotencyKey()
            .WithExample(null, Charge.Example with { Status = ChargeStatus.Voided });
}
