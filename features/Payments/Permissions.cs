namespace Commerce.Payments;

/// <summary>What staff need to be allowed to.</summary>
internal static class Permissions
{
    public const string Read = "payments:read";
    public const string Write = "payments:write";
}
