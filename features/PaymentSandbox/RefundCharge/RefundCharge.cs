using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Commerce.PaymentSandbox;

/// <summary>A merchant gives captured money back. The key makes it happen once.</summary>
internal static class RefundCharge
{
    public sealed record Request(string Authorization, long Amount);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Authorization).NotEmpty().MaximumLength(64).Must(MerchantAccess.IsUsable);
            RuleFor(r => r.Amount).GreaterThan(0);
        }
    }

    private const string GiveBack = """
        WITH charge AS (SELECT * FROM charges WHERE id = $3 FOR UPDATE),
        earlier AS (SELECT * FROM refunds WHERE idempotency_key = $2),
        given AS (
            INSERT INTO refunds (id, idempotency_key, charge_id, amount, created_at)
            SELECT $1, $2, charge.id, $4, $5 FROM charge
            WHERE charge.refunded + $4 <= charge.captured AND NOT EXISTS (SELECT FROM earlier)
            ON CONFLICT ON CONSTRAINT refunds_one_per_key DO NOTHING
            RETURNING *),
        counted AS (UPDATE charges SET refunded = refunded + given.amount FROM given WHERE charges.id = given.charge_id)
        SELECT r.id AS refund_id, r.charge_id, r.amount AS refund_amount, r.created_at AS refunded_at, charge.currency
        FROM charge LEFT JOIN (SELECT * FROM given UNION ALL SELECT * FROM earlier) r ON true
        """;

    private sealed record Outcome(Refund? Refund);

    public static async Task<Results<Ok<Refund>, ProblemHttpResult>> Handle(
        Request request, [FromHeader(Name = MerchantAccess.IdempotencyKeyHeader)] string key,
        NpgsqlDataSource database, TimeProvider clock, CancellationToken ct)
    {
        while (true)
        {
            var outcome = await database.ReadOneAsync(GiveBack, Read, ct,
                Sandbox.NewSecretId("re"), key, request.Authorization, request.Amount, clock.GetUtcNow());

            if (outcome is null)
                return ChargeErrors.NotFound.ToProblem();
            if (outcome.Refund is { } refund)
                return refund.Authorization == request.Authorization && refund.Amount == request.Amount
                    ? TypedResults.Ok(refund)
                    : ChargeErrors.KeyReused.ToProblem();
            if (!await IsReplayAsync(database, key, ct))
                return ChargeErrors.ExceedsCaptured.ToProblem();

            // A call with the same key was faster, and this statement's snapshot is too old to show its refund: look again.
        }
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/sandbox/v1/refunds", Handle).RequireApiKey().RequireIdempotencyKey().Validate(new Validator())
            .WithExample(new Request(Charge.Example.Id, 1250), Refund.Example);

    private static Outcome Read(NpgsqlDataReader row) => new(row.Text("refund_id") is null ? null : Refund.Read(row));

    private static Task<bool> IsReplayAsync(NpgsqlDataSource database, string key, CancellationToken ct) =>
        database.ReadOneAsync("SELECT true FROM refunds WHERE idempotency_key = $1", row => row.GetBoolean(0), ct, key);
}
