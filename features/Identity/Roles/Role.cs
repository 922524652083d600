using Microsoft.AspNetCore.Identity;

namespace Commerce.Identity;

/// <summary>A name that people are given, and that grants permissions.</summary>
internal sealed class Role : IdentityRole<Guid>
{
    /// <summary>Everybody who registers.</summary>
    public const string Customer = "customer";

    /// <summary>Holds every permission, always, so that there is somebody who can grant any.</summary>
    public const string Owner = "owner";
}
