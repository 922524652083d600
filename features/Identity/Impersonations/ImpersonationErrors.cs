using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Refusals around seeing the shop as somebody else.</summary>
internal static class ImpersonationErrors
{
    public static Error NotFound { get; } = new(404, "identity.impersonation_not_found", "There is no such impersonation that still goes on.");

    public static Error NotAShopper { get; } = new(
        403, "identity.not_a_shopper", "Only shoppers are impersonated, nobody with a role that grants something.");

    public static Error Disabled { get; } = new(409, "identity.account_is_disabled", "This account is disabled: there is nothing to see that its owner could see.");
}
