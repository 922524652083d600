using Commerce.Kernel;

namespace Commerce.PaymentSandbox;

/// <summary>Everything that the sandbox refuses, by name.</summary>
internal static class ChargeErrors
{
    public static Error NoAccess { get; } = new(401, "sandbox.invalid_api_key", "The X-Api-Key header is missing or wrong.");

    public static Error KeyRequired { get; } =
        new(400, "sandbox.idempotency_key_required", "This call needs an Idempotency-Key of 1 to 255 visible ASCII characters.");

    public static Error KeyReused { get; } =
        new(422, "sandbox.idempotency_key_reused", "This Idempotency-Key was used before with other parameters.");

    public static Error UnknownToken { get; } = new(422, "sandbox.unknown_token", "There is no such payment token.");

    public static Error NotFound { get; } = new(404, "sandbox.not_found", "There is no such object.");

    public static Error Outage { get; } = new(503, "sandbox.temporarily_unavailable", "The issuer does not answer. Nothing was done.");

    public static Error ExceedsAuthorized { get; } =
        new(409, "sandbox.capture_exceeds_authorized", "More would be captured than is authorised.");

    public static Error ExceedsCaptured { get; } = new(409, "sandbox.refund_exceeds_captured", "More would be refunded than was captured.");

    public static Error Captured { get; } = new(409, "sandbox.already_captured", "Captured money can be refunded, not voided.");

    public static Error ChallengeOver { get; } = new(409, "sandbox.challenge_over", "This challenge has been answered already.");

    public static Error NotAuthorized(string status) =>
        new(409, "sandbox.charge_not_authorized", $"The charge is {status}, so nothing can be captured from it.");

    public static Error NotVoidable(string status) => new(409, "sandbox.charge_not_voidable", $"The charge is {status} already.");
}
