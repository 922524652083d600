using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Commerce.PaymentSandbox;

/// <summary>
/// A technical cancel: whatever this authorisation key held is let go, and if its call is still on the way it will find the key
/// cancelled. Afterwards nothing can ever be held under that key.
/// </summary>
internal static class CancelByKey
{
    public sealed record Request(string AuthorizationKey);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.AuthorizationKey).NotEmpty().Must(MerchantAccess.IsUsable)
            .WithMessage("A key is 1 to 255 visible ASCII characters.");
    }

    private const string Cancel = $"""
        INSERT INTO charges AS c (id, idempotency_key, status, first_status, created_at) VALUES ($1, $2, 'voided', 'voided', $3)
        ON CONFLICT ON CONSTRAINT charges_one_per_key DO UPDATE
        SET status = CASE WHEN c.status IN ('authorized', 'requires_action') AND c.captured = 0 THEN 'voided' ELSE c.status END
        RETURNING {Charge.Columns}
        """;

    public static async Task<Results<Ok<Charge>, ProblemHttpResult>> Handle(
        Request request, NpgsqlDataSource database, Sandbox sandbox, TimeProvider clock, CancellationToken ct)
    {
        var charge = await database.ReadOneAsync(Cancel, row => Charge.Read(row, sandbox), ct,
            Sandbox.NewSecretId("ch"), request.AuthorizationKey, clock.GetUtcNow());
        return charge is { Captured: > 0 } ? ChargeErrors.Captured.ToProblem() : TypedResults.Ok(charge);
    }

    // Idempotent by what it means: cancelling the same key again changes nothing, so it needs no key of its own.
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/sandbox/v1/cancellations", Handle).RequireApiKey().Validate(new Validator())
            .WithExample(new Request("authorize-0199c1a47c1e7d439a551f6a0c3b2e10"), Charge.Example with { Status = ChargeStatus.Voided });
}
