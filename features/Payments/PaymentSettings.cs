using System.ComponentModel.DataAnnotations;

namespace Commerce.Payments;

/// <summary>Section <c>Payments</c>.</summary>
internal sealed class PaymentSettings
{
    /// <summary>How many calls to the provider one worker makes at a time.</summary>
    [Range(1, 1000)]
    public int ParallelCalls { get; init; } = 32;

    /// <summary>How long the provider may take; afterwards the outcome is unknown and is asked for.</summary>
    public TimeSpan ProviderTimeout { get; init; } = TimeSpan.FromSeconds(3);
}
