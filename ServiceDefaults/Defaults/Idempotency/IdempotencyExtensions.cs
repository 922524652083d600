using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Commerce.Defaults;

/// <summary>Makes unsafe calls safe to repeat.</summary>
public static class IdempotencyExtensions
{
    /// <summary>
    /// Honours <c>Idempotency-Key</c>: the answer given by <see cref="SessionAnswers.AnswerAsync"/> is stored with the effect and given
    /// again to repetitions. Refusals are not stored: a repetition is decided afresh.
    /// </summary>
    /// <param name="required">Refuse calls without a key.</param>
    public static RouteHandlerBuilder Idempotent(this RouteHandlerBuilder route, bool required = false) => route
        .WithMetadata(new IdempotencyMetadata(required))
        .WithMetadata(new ProducesProblem(StatusCodes.Status409Conflict, "It conflicts with the state of things, or the same call is still in flight."))
        .WithMetadata(new ProducesProblem(StatusCodes.Status422UnprocessableEntity, "The key was used for another request."))
        .AddEndpointFilter<IdempotencyFilter>();
}

/// <summary>Endpoint metadata: the operation honours <c>Idempotency-Key</c>.</summary>
internal sealed record IdempotencyMetadata(bool Required);
