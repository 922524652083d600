using Commerce.Kernel;

namespace Commerce.Gateway;

/// <summary>What the edge refuses by itself.</summary>
internal static class EdgeErrors
{
    public static Error TooLarge { get; } = new(413, "body_too_large", "The request body is larger than this gateway accepts.");
}
