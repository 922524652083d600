using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Refusals around sessions. All ways in which a refresh token can be bad look alike.</summary>
internal static class SessionErrors
{
    public static Error InvalidRefreshToken { get; } =
        new(401, "identity.invalid_refresh_token", "This refresh token is not good, or no longer. Log in again.");

    public static Error NotFound { get; } = new(404, "identity.session_not_found", "You have no such session.");
}
