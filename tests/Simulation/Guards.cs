using Commerce.Ordering;

namespace Commerce.Simulation;

/// <summary>
/// What keeps the promises, each to be taken away by itself. Nothing outside the tests does so: a promise that still holds without
/// its guard is one that the simulation does not look at.
/// </summary>
internal sealed record Guards
{
    public static Guards All { get; } = new();

    /// <summary>Inbox rows commit with the effect.</summary>
    public bool InboxRemembers { get; init; } = true;

    /// <summary>Messages leave with the transaction that sent them, not before.</summary>
    public bool OutboxWaitsForCommit { get; init; } = true;

    /// <summary>The relay comes back for positions that were drawn before, but committed after, what it has seen.</summary>
    public bool RelayComesBackForGaps { get; init; } = true;

    /// <summary>Inventory locks the rows it decides on.</summary>
    public bool StockIsLocked { get; init; } = true;

    /// <summary>Payments lock the rows they decide on, and leave an answer alone whose operation somebody else took over.</summary>
    public bool PaymentsAreLocked { get; init; } = true;

    /// <summary>Events are appended to the version that was decided on.</summary>
    public bool StreamsHaveVersions { get; init; } = true;

    /// <summary>A cart is ordered at the version that was read.</summary>
    public bool CartsHaveVersions { get; init; } = true;

    /// <summary>One key per thing to do at the provider, whichever try it is.</summary>
    public bool ProviderKeysAreStable { get; init; } = true;

    /// <summary>
    /// A parcel is sent only from a warehouse that holds its goods for good. People keep this one, no code does: Ordering takes a
    /// dispatch as soon as an order is confirmed, also while Inventory may still have to take an expired hold again.
    /// </summary>
    public bool PackersSeeTheShelf { get; init; } = true;

    /// <summary>What the process decides about a message; null for the process as it is.</summary>
    public Func<object, CheckoutDecision, CheckoutDecision>? Process { get; init; }
}
