using Commerce.Kernel;

namespace Commerce.Payments;

/// <summary>What to say to the provider about one operation.</summary>
/// <param name="Key">The operation's idempotency key.</param>
/// <param name="AskFirst">An earlier try may have worked: ask what became of the key before saying it again.</param>
internal abstract record ProviderCall(string Key, bool AskFirst)
{
    public sealed record Authorize(string Key, bool AskFirst, string Token, Money Amount, string Reference) : ProviderCall(Key, AskFirst);

    public sealed record Capture(string Key, bool AskFirst, string Authorization, Money Amount) : ProviderCall(Key, AskFirst);

    public sealed record Refund(string Key, bool AskFirst, string Authorization, Money Amount) : ProviderCall(Key, AskFirst);

    /// <summary>See to it that nothing is held under the key, now or later.</summary>
    public sealed record Cancel(string Key) : ProviderCall(Key, false);
}
