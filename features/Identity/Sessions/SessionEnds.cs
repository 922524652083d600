namespace Commerce.Identity;

/// <summary>Why a session ended, as its owner and staff read it.</summary>
internal static class SessionEnds
{
    public const string LoggedOut = "logged-out";
    public const string RefreshTokenReused = "refresh-token-reused";
    public const string CodeReused = "code-reused";
    public const string ConsentWithdrawn = "consent-withdrawn";
    public const string ClientDisabled = "client-disabled";
    public const string RevokedByClient = "revoked-by-client";
    public const string RevokedByOwner = "revoked-by-owner";
    public const string RevokedByStaff = "revoked-by-staff";
    public const string RolesTaken = "roles-taken";
    public const string PasswordChanged = "password-changed";
    public const string AccountDisabled = "account-disabled";
    public const string AccountErased = "account-erased";
}
