using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Commerce.PaymentSandbox;

/// <summary>A merchant takes part or all of what a charge holds. The key makes it happen once.</summary>
internal static class CaptureCharge
{
    public sealed record Request(long Amount);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Amount).GreaterThan(0);
    }

    private const string Take = """
        WITH charge AS (SELECT * FROM charges WHERE id = $3 FOR UPDATE),
        card AS (SELECT capture_outages, expires_before_capture FROM tokens WHERE token = (SELECT token FROM charge)),
        earlier AS (SELECT * FROM captures WHERE idempotency_key = $2),
        outage AS (
            INSERT INTO outages SELECT $2, 1 FROM card WHERE capture_outages > 0
            ON CONFLICT (idempotency_key) DO UPDATE SET tries = outages.tries + 1 RETURNING tries),
        expired AS (
            UPDATE charges SET status = 'expired' FROM charge, card
            WHERE charges.id = charge.id AND charge.status = 'authorized' AND card.expires_before_capture),
        taken AS (
            INSERT INTO captures (id, idempotency_key, charge_id, amount, fee, created_at)
            SELECT $1, $2, charge.id, $4, $5, $6 FROM charge, card
            WHERE charge.status = 'authorized' AND charge.captured + $4 <= charge.amount AND NOT EXISTS (SELECT FROM earlier) AND NOT card.expires_before_capture
              AND (card.capture_outages = 0 OR (SELECT tries FROM outage) > card.capture_outages)
            ON CONFLICT ON CONSTRAINT captures_one_per_key DO NOTHING
            RETURNING *),
        counted AS (UPDATE charges SET captured = captured + taken.amount FROM taken WHERE charges.id = taken.charge_id)
        SELECT c.id AS capture_id, c.charge_id, c.amount AS capture_amount, c.fee, c.created_at AS captured_at, charge.currency,
               CASE WHEN card.expires_before_capture AND charge.status = 'authorized' THEN 'expired' ELSE charge.status END AS status, charge.captured + $4 <= charge.amount AS fits,
               coalesce((SELECT tries FROM outage) <= card.capture_outages, false) AS is_outage
        FROM charge LEFT JOIN card ON true LEFT JOIN (SELECT * FROM taken UNION ALL SELECT * FROM earlier) c ON true
        """;

    private sealed record Outcome(Capture? Capture, string Status, bool Fits, bool IsOutage);

    public static async Task<Results<Ok<Capture>, ProblemHttpResult>> Handle(
        string id, Request request, [FromHeader(Name = MerchantAccess.IdempotencyKeyHeader)] string key,
        NpgsqlDataSource database, TimeProvider clock, CancellationToken ct)
    {
        if (!MerchantAccess.IsUsable(id))
            return ChargeErrors.NotFound.ToProblem();

        while (true)
        {
            var outcome = await database.ReadOneAsync(Take, Read, ct,
                Sandbox.NewSecretId("cap"), key, id, request.Amount, Capture.FeeFor(request.Amount), clock.GetUtcNow());

            if (outcome is null)
                return ChargeErrors.NotFound.ToProblem();
            if (outcome.Capture is { } capture)
                return capture.Authorization == id && capture.Amount == request.Amount
                    ? TypedResults.Ok(capture)
                    : ChargeErrors.KeyReused.ToProblem();
            if (outcome.IsOutage)
                return ChargeErrors.Outage.ToProblem();
            if (outcome.Status != ChargeStatus.Authorized)
                return ChargeErrors.NotAuthorized(outcome.Status).ToProblem();
            if (!outcome.Fits && !await IsReplayAsync(database, key, ct))
                return ChargeErrors.ExceedsAuthorized.ToProblem();

            // A call with the same key was faster, and this statement's snapshot is too old to show its capture: look again.
        }
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/sandbox/v1/authorizations/{id}/captures", Handle).RequireApiKey().RequireIdempotencyKey().Validate(new Validator())
            .WithExample(new Request(4990), Capture.Example);

    private static Outcome Read(NpgsqlDataReader row) => new(
        row.Text("capture_id") is null ? null : Capture.Read(row),
        row.Text("status")!, row.Maybe("fits", row.GetBoolean), row.GetBoolean(row.GetOrdinal("is_outage")));

    private static Task<bool> IsReplayAsync(NpgsqlDataSource database, string key, CancellationToken ct) =>
        database.ReadOneAsync("SELECT true FROM captures WHERE idempotency_key = $1", row => row.GetBoolean(0), ct, key);
}
