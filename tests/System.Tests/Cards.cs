namespace Commerce.SystemTests;

/// <summary>The provider's test cards, as docs/api/test-cards.md lists them.</summary>
internal static class Cards
{
    public const string Approved = "4242424242424242";
    public const string InsufficientFunds = "4000000000009995";
    public const string ThreeDSecure = "4000000000003220";
    public const string TimeoutButCharged = "4000000000004004";
    public const string FailsThenSucceeds = "4000000000005035";
    public const string ExpiresBeforeCapture = "4000000000008005";
}
