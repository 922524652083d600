using System.Text.Json;

namespace Commerce.Defaults;

/// <summary>Names as problem codes have them.</summary>
internal static class SnakeCase
{
    public static string Of(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
