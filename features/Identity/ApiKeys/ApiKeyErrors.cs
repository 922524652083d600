using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Refusals around API keys. All ways in which a key can be bad look alike.</summary>
internal static class ApiKeyErrors
{
    public static Error NotFound { get; } = new(404, "identity.api_key_not_found", "There is no such API key.");

    public static Error Invalid { get; } = new(401, "invalid_api_key", "This API key is not good, or no longer.");

    public static Error NotAlive { get; } = new(409, "identity.api_key_not_alive", "Only a key that is good now can be rotated, and only once: issue a new one.");
}
