using Microsoft.AspNetCore.Identity;

namespace Commerce.Identity;

/// <summary>A name that people are given, and that grants permissions.</summary>
internal sealed class Role : IdentityRole<Guid>
{
    /// <summary>Everybody who registers.</summary>
    public const string Customer = "customer";

    /// <summary>Holds every permission, always, so that there is somebody who can grant any.</summary>
    public const string Owner = "owner";

    /// <summary>The rule by which the database keeps the last owner who can sign in.</summary>
    public const string AnOwnerRemains = "an_owner_remains";

    public const int MaxNameLength = 50;

    public const string NamePattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$";

    /// <summary>What a shop begins with. They can be changed, but not removed: the sample accounts and the guides name them.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } = [Customer, "support", "catalog-manager", "warehouse", "finance", Owner];
}
