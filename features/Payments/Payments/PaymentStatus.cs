using System.Text.Json;

namespace Commerce.Payments;

/// <summary>Where a payment stands.</summary>
internal enum PaymentStatus
{
    /// <summary>Another command was faster than the authorisation.</summary>
    Expected,
    Pending,
    ActionRequired,
    Authorized,
    PartiallyCaptured,
    Captured,
    PartiallyRefunded,
    Refunded,
    Declined,
    Voided,
}

/// <summary>What is to be done at the provider.</summary>
internal enum OperationKind
{
    Authorize,
    Capture,
    Void,

    /// <summary>Our own clean-up of an authorisation that came to nothing; nobody waits for its answer.</summary>
    Release,
    Refund,
}

/// <summary>How far an operation is.</summary>
internal enum OperationState
{
    Pending,
    Succeeded,
    Refused,
}

/// <summary>The stored and shown names: <c>partially_captured</c>.</summary>
internal static class Names<T>
    where T : struct, Enum
{
    private static readonly Dictionary<T, string> _byValue =
        Enum.GetValues<T>().ToDictionary(v => v, v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));

    private static readonly Dictionary<string, T> _byName = _byValue.ToDictionary(p => p.Value, p => p.Key);

    public static IReadOnlyCollection<string> All => _byName.Keys;

    public static string Of(T value) => _byValue[value];

    public static T Parse(string name) => _byName[name];
}
