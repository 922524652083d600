using System.Globalization;
using Commerce.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Commerce.Defaults;

/// <summary>Strong entity tags from the version of what is answered.</summary>
public static class ETag
{
    /// <summary>Somebody else changed it first. Give this to <c>session.WriteOne</c> when the version is part of the condition.</summary>
    public static Error Stale { get; } = new(
        StatusCodes.Status412PreconditionFailed, "precondition_failed", "It has changed since you read it. Read it again, then repeat your change.");

    /// <summary><c>"7"</c>.</summary>
    public static string From(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Answers 200 with the body and its tag, or 304 when the caller already has this version.</summary>
    public static IResult Ok<T>(T body, long version) => new TaggedResult<T>(body, From(version));

    /// <summary>
    /// Demands <c>If-Match</c> (428 when missing). The handler takes an <see cref="IfMatch"/> and writes conditionally on its version,
    /// refusing with <see cref="Stale"/>.
    /// </summary>
    public static RouteHandlerBuilder RequireIfMatch(this RouteHandlerBuilder route) => route
        .WithMetadata(new IfMatchMetadata())
        .WithMetadata(new ProducesProblem(StatusCodes.Status412PreconditionFailed, "It has changed since it was read."))
        .WithMetadata(new ProducesProblem(StatusCodes.Status428PreconditionRequired, "If-Match is missing."))
        .AddEndpointFilter((call, next) =>
            IfMatch.Check(call.HttpContext.Request.Headers.IfMatch) is { } refusal
                ? ValueTask.FromResult<object?>(refusal.ToProblem())
                : next(call));
}

/// <summary>Endpoint metadata: the operation demands <c>If-Match</c>.</summary>
internal sealed record IfMatchMetadata;
