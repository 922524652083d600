using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Commerce.PaymentSandbox;

/// <summary>A merchant asks to hold an amount on a token. The key makes it happen once.</summary>
internal static class AuthorizeCharge
{
    public sealed record Request(string Token, long Amount, string Currency, string Reference);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Token).NotEmpty().MaximumLength(64).Must(MerchantAccess.IsUsable);
            RuleFor(r => r.Amount).GreaterThan(0);
            RuleFor(r => r.Currency).NotEmpty().Matches("^[A-Z]{3}$");
            RuleFor(r => r.Reference).NotEmpty().MaximumLength(64).Must(MerchantAccess.IsUsable);
        }
    }

    // The conflict branch returns the charge that the key made before, waiting for it if it is still being made.
    private const string Authorize = $"""
        WITH card AS (SELECT * FROM tokens WHERE token = $3),
        outage AS (
            INSERT INTO outages SELECT $2, 1 FROM card WHERE authorize_outages > 0
            ON CONFLICT (idempotency_key) DO UPDATE SET tries = outages.tries + 1 RETURNING tries),
        made AS (
            INSERT INTO charges (id, idempotency_key, token, amount, currency, reference, brand, last4, status, first_status, decline_code,
                challenge, created_at)
            SELECT $1, $2, $3, $4, $5, $6, brand, last4, outcome, outcome, decline_code,
                CASE WHEN outcome = 'requires_action' THEN $7 END, $8
            FROM card WHERE authorize_outages = 0 OR (SELECT tries FROM outage) > authorize_outages
            ON CONFLICT ON CONSTRAINT charges_one_per_key DO UPDATE SET replays = charges.replays + 1
            RETURNING *)
        SELECT {Charge.Columns}, c.token, card.answer_delay_ms, card.silent, c.replays = 0 AS is_new
        FROM card LEFT JOIN made c ON true
        """;

    private sealed record Outcome(Charge? Charge, bool SameRequest, TimeSpan Delay);

    public static async Task<Results<Ok<Charge>, ProblemHttpResult>> Handle(
        Request request, [FromHeader(Name = MerchantAccess.IdempotencyKeyHeader)] string key,
        NpgsqlDataSource database, Sandbox sandbox, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await database.ReadOneAsync(Authorize, row => Read(row, request, sandbox), ct,
            Sandbox.NewSecretId("ch"), key, request.Token, request.Amount, request.Currency, request.Reference,
            Sandbox.NewSecretId("tds"), clock.GetUtcNow());

        if (outcome is null)
            return ChargeErrors.UnknownToken.ToProblem();
        if (outcome.Charge is null)
            return ChargeErrors.Outage.ToProblem();
        if (!outcome.SameRequest)
            return ChargeErrors.KeyReused.ToProblem();
        if (outcome.Delay > TimeSpan.Zero)
            await Task.Delay(outcome.Delay, clock, ct);
        return TypedResults.Ok(outcome.Charge);
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/sandbox/v1/authorizations", Handle).RequireApiKey().RequireIdempotencyKey().Validate(new Validator())
            .WithExample(new Request("tok_5f2c", 4990, "EUR", Charge.Example.Reference!), Charge.Example);

    private static Outcome Read(NpgsqlDataReader row, Request request, Sandbox sandbox)
    {
        if (row.Text("id") is null)
            return new Outcome(null, true, TimeSpan.Zero);

        var charge = Charge.ReadFirstAnswer(row, sandbox);
        var cancelledBefore = charge.Amount is null;
        var same = cancelledBefore || (row.Text("token") == request.Token && charge.Amount == request.Amount
            && charge.Currency == request.Currency && charge.Reference == request.Reference);
        var silent = row.GetBoolean(row.GetOrdinal("silent")) && row.GetBoolean(row.GetOrdinal("is_new"));
        var delay = silent ? sandbox.Silence : TimeSpan.FromMilliseconds(row.GetInt32(row.GetOrdinal("answer_delay_ms")));
        return new Outcome(charge, same, delay);
    }
}
