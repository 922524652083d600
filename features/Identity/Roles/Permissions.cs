using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>What staff need for people and their roles; people need nothing for their own account.</summary>
internal static class Permissions
{
    public static DeclaredPermission ReadCustomers { get; } = new("customers:read", "Look people up and see their accounts.");

    public static DeclaredPermission WriteCustomers { get; } = new("customers:write", "Change people's accounts and end their sessions.");

    public static DeclaredPermission ExportCustomers { get; } =
        new("customers:export", "Gather everything that is known about a person, on their behalf, and fetch it.");

    public static DeclaredPermission EraseCustomers { get; } =
        new("customers:erase", "Approve that an account is erased for which a colleague has asked.");

    public static DeclaredPermission ImpersonateCustomers { get; } =
        new("customers:impersonate", "See the shop as one of its shoppers does, for a while and a reason; and see who did, and end it.");

    public static DeclaredPermission ReadRoles { get; } = new("roles:read", "See roles, what they grant and what could be granted.");

    public static DeclaredPermission WriteRoles { get; } = new("roles:write", "Make, change and remove roles, and decide who has them.");

    public static DeclaredPermission ReadApiKeys { get; } = new("api-keys:read", "See the keys of applications, without their text.");

    public static DeclaredPermission WriteApiKeys { get; } = new("api-keys:write", "Issue, rotate and revoke keys of applications.");

    public static DeclaredPermission ReadClients { get; } = new("clients:read", "See the applications that people sign in to.");

    public static DeclaredPermission WriteClients { get; } = new("clients:write", "Register, change and disable applications that people sign in to.");
}
