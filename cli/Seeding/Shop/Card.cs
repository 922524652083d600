using Commerce.PaymentSandbox;
using Commerce.Sample;

namespace Commerce.Seeding;

/// <summary>A card that the provider has given a token for.</summary>
/// <param name="Outcome">What the provider makes of a charge on it.</param>
internal sealed record Card(string Token, string Brand, string Last4, string Outcome, string? DeclineCode = null, bool ExpiresBeforeCapture = false)
{
    private static readonly Card[] s_good =
    [
        new("tok_seeded_visa", "visa", "4242", ChargeStatus.Authorized), new("tok_seeded_mastercard", "mastercard", "4444", ChargeStatus.Authorized),
        new("tok_seeded_amex", "amex", "8431", ChargeStatus.Authorized),
    ];

    private static readonly Card[] s_declined =
    [
        new("tok_seeded_no_funds", "visa", "9995", ChargeStatus.Declined, "insufficient_funds"),
        new("tok_seeded_expired", "mastercard", "0069", ChargeStatus.Declined, "expired_card"),
    ];

    /// <summary>Its bank asks its owner, who did not answer.</summary>
    public static Card Questioned { get; } = new("tok_seeded_bank", "visa", "3155", ChargeStatus.RequiresAction);

    /// <summary>Holds money, but not until the goods leave.</summary>
    public static Card ShortLived { get; } = new("tok_seeded_short", "visa", "5126", ChargeStatus.Authorized, ExpiresBeforeCapture: true);

    public static IReadOnlyList<Card> All { get; } = [.. s_good, .. s_declined, Questioned, ShortLived];

    public static Card Good(Dice dice) => dice.Pick(s_good);

    public static Card Declined(Dice dice) => dice.Pick(s_declined);

    /// <summary>What the shopper is told about a decline.</summary>
    public string Refusal => DeclineCode == "expired_card" ? "The card has expired." : "The card does not have enough funds.";
}
