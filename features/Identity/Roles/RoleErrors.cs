using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Refusals around roles and what they grant.</summary>
internal static class RoleErrors
{
    public static Error NotFound { get; } = new(404, "identity.role_not_found", "There is no such role.");

    public static Error OwnerIsFixed { get; } = new(409, "identity.owner_role_is_fixed", "The owner role always holds every permission.");

    public static Error CustomersHoldNone { get; } =
        new(409, "identity.customer_role_is_fixed", "Everybody can have the customer role, so it grants no permission.");

    public static Error LastOwner { get; } = new(409, "identity.last_owner", "The shop would be left without an owner.");

    public static Error BeyondOwnRights(IEnumerable<string> permissions) => new(
        403, "identity.beyond_own_rights", $"You can give or take only rights that you hold yourself; you lack {string.Join(", ", permissions.Order(StringComparer.Ordinal))}.");

    public static Error UnknownRoles(IEnumerable<string> roles) => new(422, "validation_failed", "Some values are not acceptable.")
    {
        Fields = [.. roles.Select(r => new FieldError("/roles", "unknown_role", $"There is no role '{r}'."))],
    };
}
