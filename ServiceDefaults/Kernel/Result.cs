using System.Diagnostics.CodeAnalysis;

namespace Commerce.Kernel;

/// <summary>An expected refusal, answered to the caller as problem details.</summary>
/// <param name="Status">The HTTP status that fits it.</param>
/// <param name="Code">Stable and machine-readable, <c>context.reason</c>.</param>
/// <param name="Detail">One sentence for a person.</param>
public sealed record Error(int Status, string Code, string Detail)
{
    /// <summary>Which fields of the request are at fault, if any.</summary>
    public IReadOnlyList<FieldError> Fields { get; init; } = [];

    /// <summary>When the same call may succeed, if only time is in its way; answered as <c>Retry-After</c>.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>What is wrong with one field.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) into the request body, or a parameter's name.</param>
public sealed record FieldError(string Pointer, string Code, string Detail);

/// <summary>Either a value or the refusal that took its place.</summary>
public readonly record struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, Error? error) => (_value, Error) = (value, error);

    public Error? Error { get; }

    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsOk => Error is null;

    /// <exception cref="InvalidOperationException">The result is a refusal.</exception>
    public T Value => Error is null ? _value! : throw new InvalidOperationException($"No value: {Error.Code}.");

    [SuppressMessage("Usage", "CA2225", Justification = "A constructor-like conversion; the named alternative would be noise in every decider.")]
    public static implicit operator Result<T>(T value) => new(value, null);

    [SuppressMessage("Usage", "CA2225", Justification = "As above.")]
    public static implicit operator Result<T>(Error error) => new(default, error);
}
