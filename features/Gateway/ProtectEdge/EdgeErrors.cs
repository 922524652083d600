using Commerce.Kernel;

namespace Commerce.Gateway;

/// <summary>What the edge refuses by itself.</summary>
internal static class EdgeErrors
{
    public static Error TooLarge { get; } = new(413, "body_too_large", "The request body is larger than this gateway accepts.");

    public static Error InvalidApiKey { get; } = new(401, "invalid_api_key", "This API key is not good, or no longer.");

    // Not 503: the caller has shown nothing yet that would entitle it to more than a stranger gets.
    public static Error UnverifiedApiKey { get; } = new(401, "unverified_api_key", "This API key could not be verified just now. Try again in a moment.")
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };
}
