using System.Collections.Frozen;

namespace Commerce.PaymentSandbox;

/// <summary>How one test card behaves; docs/api/test-cards.md is the table for readers.</summary>
/// <param name="Outcome">What becomes of the charge: <c>authorized</c>, <c>declined</c> or <c>requires_action</c>.</param>
/// <param name="AnswerDelay">How long the answer to an authorisation takes.</param>
/// <param name="Silent">The charge happens, but the answer to the call that made it does not come in time.</param>
/// <param name="AuthorizeOutages">How many tries of an authorisation meet a 503 before one works.</param>
/// <param name="CaptureOutages">The same for captures.</param>
/// <param name="ExpiresBeforeCapture">The authorisation turns out to have expired when it is to be captured.</param>
internal sealed record CardScript(
    string Outcome,
    string? DeclineCode = null,
    TimeSpan AnswerDelay = default,
    bool Silent = false,
    int AuthorizeOutages = 0,
    int CaptureOutages = 0,
    bool ExpiresBeforeCapture = false)
{
    public static CardScript Approve { get; } = new(ChargeStatus.Authorized);

    public static CardScript Decline(string code) => new(ChargeStatus.Declined, code);
}

/// <summary>The only numbers the sandbox takes: a real card is refused before anything is stored.</summary>
internal static class TestCards
{
    public const string Visa = "4242424242424242";
    public const string Mastercard = "5555555555554444";
    public const string Amex = "378282246310005";
    public const string InsufficientFunds = "4000000000009995";
    public const string Stolen = "4000000000009979";
    public const string Expired = "4000000000000069";
    public const string Declined = "4000000000000002";
    public const string ThreeDSecure = "4000000000003220";
    public const string TimeoutButCharged = "4000000000004004";
    public const string FailThenSucceed = "4000000000005035";
    public const string Slow = "4000000000006009";
    public const string CaptureFailsThenSucceeds = "4000000000007031";
    public const string ExpiresBeforeCapture = "4000000000008005";

    public static FrozenDictionary<string, CardScript> Scripts { get; } = new Dictionary<string, CardScript>
    {
        [Visa] = CardScript.Approve,
        [Mastercard] = CardScript.Approve,
        [Amex] = CardScript.Approve,
        [Declined] = CardScript.Decline("card_declined"),
        [InsufficientFunds] = CardScript.Decline("insufficient_funds"),
        [Stolen] = CardScript.Decline("stolen_card"),
        [Expired] = CardScript.Decline("expired_card"),
        [ThreeDSecure] = new(ChargeStatus.RequiresAction),
        [TimeoutButCharged] = CardScript.Approve with { Silent = true },
        [FailThenSucceed] = CardScript.Approve with { AuthorizeOutages = 2 },
        [Slow] = CardScript.Approve with { AnswerDelay = TimeSpan.FromMilliseconds(1500) },
        [CaptureFailsThenSucceeds] = CardScript.Approve with { CaptureOutages = 2 },
        [ExpiresBeforeCapture] = CardScript.Approve with { ExpiresBeforeCapture = true },
    }.ToFrozenDictionary();
}
