using Commerce.Kernel;

namespace Commerce.Defaults;

/// <summary>Refusals around <c>Idempotency-Key</c>.</summary>
internal static class IdempotencyErrors
{
    public static Error KeyRequired { get; } = new(400, "idempotency_key_required", "Send an Idempotency-Key of your own choice with this call.");

    public static Error KeyInvalid { get; } = new(400, "invalid_idempotency_key", "An Idempotency-Key is 1 to 255 visible ASCII characters.");

    public static Error KeyReused { get; } = new(422, "idempotency_key_reused", "This Idempotency-Key was used for another request.");

    public static Error InFlight { get; } = new(409, "idempotency_in_flight", "The same call is still being worked on. Repeat it in a moment.");
}
