namespace Commerce.Payments;

/// <summary>A company that moves money for us. It must do the same key once and tell by key what it did.</summary>
internal interface IPaymentProvider
{
    string Name { get; }

    /// <summary>Says it once. Never throws for what the provider or the network does: that is <see cref="ProviderAnswer.Unknown"/>.</summary>
    Task<ProviderAnswer> CallAsync(ProviderCall call, CancellationToken ct);

    /// <summary>What became of the call's key; <see cref="ProviderAnswer.NotFound"/> when it was never seen.</summary>
    Task<ProviderAnswer> FindAsync(ProviderCall call, CancellationToken ct);
}
