using Commerce.Data;

namespace Commerce.Payments;

/// <summary>One intent at the provider, made durable before the provider hears of it.</summary>
/// <param name="ReferenceId">The capture's or refund's id; empty where an order can have only one.</param>
/// <param name="Reserved">The amount has been set aside on the payment.</param>
/// <param name="NextAttemptAt">When it is due; while a worker is at it, the end of that worker's lease.</param>
internal sealed record Operation(
    Guid Id, Guid OrderId, OperationKind Kind, Guid ReferenceId, long Amount, string? Currency, bool Reserved, int Attempts,
    DateTimeOffset NextAttemptAt, DateTimeOffset CreatedAt, RequestContext Context)
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(30);
    private const int LastDoubling = 8;

    /// <summary>An intent that is due at once.</summary>
    public static Operation New(
        OperationKind kind, Guid orderId, Guid referenceId, long amount, string? currency, RequestContext context, DateTimeOffset now) =>
        new(Guid.CreateVersion7(now), orderId, kind, referenceId, amount, currency, false, 0, now, now, context);

    /// <summary>How long a worker may take before another one looks after the operation.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(8);

    public OperationState State { get; init; } = OperationState.Pending;

    public string? Reason { get; init; }

    public string? Code { get; init; }

    public string? Detail { get; init; }

    public string? ProviderReference { get; init; }

    /// <summary>The provider does the same key once, so the key is made of what the operation is, never of which try it is.</summary>
    public string Key => Kind is OperationKind.Capture or OperationKind.Refund
        ? $"{Names<OperationKind>.Of(Kind)}-{OrderId:N}-{ReferenceId:N}"
        : AuthorizationKey;

    /// <summary>The key under which the order's money is held.</summary>
    public string AuthorizationKey => $"authorize-{OrderId:N}";

    /// <summary>A call may be out that nobody has seen the answer of.</summary>
    public bool MayHaveHappened => Attempts > 0;

    public Operation Leased(DateTimeOffset now) => this with { Attempts = Attempts + 1, NextAttemptAt = now + Lease };

    public Operation Succeeded(string? providerReference = null) =>
        this with { State = OperationState.Succeeded, ProviderReference = providerReference };

    public Operation Refused(string code, string detail) => this with { State = OperationState.Refused, Code = code, Detail = detail };

    /// <summary>Due again after a pause that doubles from try to try, a fifth of it jittered by the operation's id.</summary>
    public Operation Later(DateTimeOffset now, DateTimeOffset? notAfter = null, TimeSpan? longestPause = null)
    {
        var longest = longestPause ?? _longestPause;
        var pause = _firstPause * Math.Pow(2, Math.Clamp(Attempts - 1, 0, LastDoubling));
        pause = (pause < longest ? pause : longest) * (0.9 + (Id.GetHashCode() & 0xFF) / 1280.0);
        var next = now + pause;
        return this with { NextAttemptAt = notAfter < next ? notAfter.Value : next };
    }
}
