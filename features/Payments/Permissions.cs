using Commerce.Defaults;

namespace Commerce.Payments;

/// <summary>What staff need to be allowed to.</summary>
internal static class Permissions
{
    public static DeclaredPermission Read { get; } = new("payments:read", "See everybody's payments, refunds and the ledger.");

    public static DeclaredPermission Write { get; } = new("payments:write", "Refund payments, and have the provider asked what became of them.");
}
