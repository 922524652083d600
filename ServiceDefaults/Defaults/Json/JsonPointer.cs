using System.Text;
using System.Text.Json;

namespace Commerce.Defaults;

/// <summary>RFC 6901 pointers from the other ways in which .NET names a place in a document.</summary>
internal static class JsonPointer
{
    /// <summary><c>Lines[0].UnitPrice</c> → <c>/lines/0/unitPrice</c>.</summary>
    public static string FromMemberPath(string? path) => Convert(path, camelCase: true);

    /// <summary><c>$.lines[0]['odd.name']</c> → <c>/lines/0/odd.name</c>.</summary>
    public static string FromJsonPath(string? path) => Convert(path is { Length: > 0 } ? path[1..] : path, camelCase: false);

    private static string Convert(string? path, bool camelCase)
    {
        var pointer = new StringBuilder();
        var rest = path.AsSpan();
        while (rest.Length > 0)
        {
            rest = rest[0] == '.' ? rest[1..] : rest;
            var segment = Take(ref rest);
            if (segment.Length > 0)
                pointer.Append('/').Append(Escape(camelCase ? JsonNamingPolicy.CamelCase.ConvertName(segment) : segment));
        }

        return pointer.ToString();
    }

    private static string Take(ref ReadOnlySpan<char> rest)
    {
        string segment;
        if (rest.StartsWith("['"))
        {
            var end = rest.LastIndexOf("']");
            segment = rest[2..end].ToString();
            rest = rest[(end + 2)..];
        }
        else if (rest.StartsWith("["))
        {
            var end = rest.IndexOf(']');
            segment = rest[1..end].ToString();
            rest = rest[(end + 1)..];
        }
        else
        {
            var end = rest.IndexOfAny('.', '[');
            end = end < 0 ? rest.Length : end;
            segment = rest[..end].ToString();
            rest = rest[end..];
        }

        return segment;
    }

    private static string Escape(string segment) => segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
