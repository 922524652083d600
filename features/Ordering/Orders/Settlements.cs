namespace Commerce.Ordering;

/// <summary>What can become of money that the provider refused for good.</summary>
internal static class Settlements
{
    /// <summary>The customer paid another way, outside of this platform.</summary>
    public const string PaidOtherwise = "paid_otherwise";

    /// <summary>The shop gives the money up.</summary>
    public const string WrittenOff = "written_off";

    public static IReadOnlyList<string> All { get; } = [PaidOtherwise, WrittenOff];
}
