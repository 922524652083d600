namespace Commerce.Inventory;

/// <summary>Why what is on hand changed.</summary>
internal static class MovementReason
{
    public const string Sale = "sale";
    public const string TransferOut = "transfer_out";
    public const string TransferIn = "transfer_in";

    /// <summary>The reasons that staff may give; the others are noted by what they did.</summary>
    public static readonly IReadOnlyList<string> ForAdjustments = ["receipt", "count", "damage", "loss", "return", "correction"];
}
