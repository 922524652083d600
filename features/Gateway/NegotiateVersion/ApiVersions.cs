using Commerce.Kernel;
using Microsoft.Extensions.Primitives;

namespace Commerce.Gateway;

/// <summary>The versions of the public API.</summary>
internal static class ApiVersions
{
    public const string RequestHeader = "Api-Version";
    public const string SupportedHeader = "api-supported-versions";
    public const string Current = "1";

    public static StringValues Supported { get; } = Current;

    public static string[] All { get; } = [Current];

    public static Error Unknown(string version) =>
        new(404, "unknown_api_version", $"There is no version {version} of this API. Supported: {string.Join(", ", All)}.");
}
