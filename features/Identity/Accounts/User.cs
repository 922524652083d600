using Microsoft.AspNetCore.Identity;

namespace Commerce.Identity;

/// <summary>A person with an account: a shopper or a member of staff.</summary>
internal sealed class User : IdentityUser<Guid>
{
    public const int MaxEmailLength = 254;
    public const int MaxDisplayNameLength = 100;
    public const string DefaultLanguage = "en";

    public required string DisplayName { get; set; }

    public string Language { get; set; } = DefaultLanguage;

    public DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Counts the edits of the profile, for its ETag.</summary>
    public long Version { get; set; } = 1;

    public static User Register(Guid id, EmailAddress email, string displayName, DateTimeOffset now) => new()
    {
        Id = id,
        Email = email.Value,
        UserName = email.Value,
        DisplayName = displayName,
        RegisteredAt = now,
        LockoutEnabled = true,
    };
}
