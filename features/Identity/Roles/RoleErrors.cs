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

    public static Error NameTaken(string role) => new(409, "identity.role_exists", $"There is a role '{role}' already.");

    public static Error NameRests(string role, DateTimeOffset until) => new(
        409, "identity.role_name_rests", $"A role '{role}' was removed a moment ago, and its holders' tokens still name it. The name is free from {until:HH:mm} UTC on.");

    public static Error BuiltIn(string role) => new(409, "identity.role_is_built_in", $"The role '{role}' belongs to every shop: take its permissions or its holders instead.");

    public static Error Held(string role, long holders) => new(
        409, "identity.role_is_held", $"The role '{role}' has {holders} holders: take it from them before, or with takeFromHolders=true.");

    public static Error BeyondOwnRights(IEnumerable<string> permissions) => new(
        403, "identity.beyond_own_rights", $"You can give or take only rights that you hold yourself; you lack {string.Join(", ", permissions.Order(StringComparer.Ordinal))}.");

    public static Error UnknownPermissions(IEnumerable<string> permissions) => new(422, "validation_failed", "Some values are not acceptable.")
    {
        Fields = [.. permissions.Select(p => new FieldError("/permissions", "unknown_permission", $"No service asks for '{p}'."))],
    };

    public static Error UnknownRoles(IEnumerable<string> roles) => new(422, "validation_failed", "Some values are not acceptable.")
    {
        Fields = [.. roles.Select(r => new FieldError("/roles", "unknown_role", $"There is no role '{r}'."))],
    };
}
