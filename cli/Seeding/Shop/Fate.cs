using Commerce.Sample;

namespace Commerce.Seeding;

/// <summary>What becomes of an order.</summary>
internal enum Fate
{
    Delivered,

    /// <summary>Delivered, but the provider refused the money when the goods had left.</summary>
    Unpaid,
    CalledOff,
    Declined,

    /// <summary>The bank asked its customer, who did not answer.</summary>
    Unanswered,
    OutOfStock,
}

internal static class Fates
{
    private static readonly TimeSpan s_unsettled = TimeSpan.FromDays(60);

    /// <summary>Money that stays away is settled in time, so only late orders still wait for it.</summary>
    public static Fate Of(Dice dice, TimeSpan age) => dice.Share() switch
    {
        < 0.03 => Fate.Declined,
        < 0.05 => Fate.OutOfStock,
        < 0.08 => Fate.CalledOff,
        < 0.09 => Fate.Unanswered,
        < 0.10 when age < s_unsettled => Fate.Unpaid,
        _ => Fate.Delivered,
    };

    public static Card CardFor(this Fate fate, Dice dice) => fate switch
    {
        Fate.Declined => Card.Declined(dice),
        Fate.Unanswered => Card.Questioned,
        Fate.Unpaid => Card.ShortLived,
        _ => Card.Good(dice),
    };
}
