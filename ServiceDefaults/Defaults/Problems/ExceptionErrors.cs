using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Commerce.Data;
using Commerce.Kernel;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Commerce.Defaults;

/// <summary>Which exceptions are somebody's mistake or a passing state of the world. What is not here is a bug: 500.</summary>
internal static partial class ExceptionErrors
{
    private static readonly Error s_busy = new(503, "busy", "Too much happens to the same thing at once. Try again shortly.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    public static Error? Of(Exception exception) => exception switch
    {
        ConflictException conflict => conflict.Refusal,
        BadHttpRequestException { InnerException: JsonException json } => JsonErrors.Of(json),
        BadHttpRequestException bad => OfRequest(bad),
        JsonException json => JsonErrors.Of(json),
        InvalidCursorException => RequestErrors.InvalidCursor,
        PostgresException refused => OfDatabase(refused),
        NpgsqlException { IsTransient: true } or TimeoutException => StatusErrors.Unavailable,
        BrokenCircuitException or TimeoutRejectedException or HttpRequestException => StatusErrors.Unavailable,
        EncoderFallbackException => RequestErrors.InvalidCharacters,
        OperationCanceledException => StatusErrors.Unavailable,
        _ => null,
    };

    private static Error OfRequest(BadHttpRequestException exception)
    {
        if (exception.StatusCode != StatusCodes.Status400BadRequest)
            return exception.StatusCode switch
            {
                413 => new(413, "body_too_large", "The request body is larger than this call accepts."),
                415 => new(415, "unsupported_media_type", "Send the body as application/json."),
                408 => new(408, "request_timeout", "The request took too long to arrive."),
                var status => new(status, "bad_request", "The request is malformed."),
            };
        // The framework's own words name .NET types and repeat what was sent.
        var parameter = NamedParameter().Match(exception.Message);
        if (!parameter.Success)
            return new(400, "bad_request", "The request is malformed.");
        if (exception.Message.Contains("from body", StringComparison.Ordinal) || exception.Message.Contains("Implicit body inferred", StringComparison.Ordinal))
            return RequestErrors.BodyMissing;
        var name = parameter.Groups["name"].Value;
        var missing = exception.Message.StartsWith("Required parameter", StringComparison.Ordinal);
        return new(400, "invalid_parameter", missing ? $"The parameter '{name}' is missing." : $"The parameter '{name}' cannot be read.")
        {
            Fields = [new(name, missing ? "missing" : "invalid", missing ? "Is required." : "Has the wrong type, or is out of range.")],
        };
    }

    private static Error? OfDatabase(PostgresException exception) => exception.SqlState switch
    {
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.SerializationFailure => s_busy,
        PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter => RequestErrors.InvalidCharacters,
        PostgresErrorCodes.NumericValueOutOfRange or PostgresErrorCodes.StringDataRightTruncation or PostgresErrorCodes.DatetimeFieldOverflow =>
            new(422, "value_out_of_range", "A value is larger than it may be."),
        PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.CheckViolation
            or PostgresErrorCodes.ExclusionViolation => new(409, "conflict", "This conflicts with what is already there."),
        _ when exception.IsTransient => StatusErrors.Unavailable,
        _ => null,
    };

    [GeneratedRegex("""parameter "(?:\S+ )*(?<name>\w+)"|parameter '(?<name>\w+)'""", RegexOptions.ExplicitCapture)]
    private static partial Regex NamedParameter();
}
