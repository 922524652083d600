using System.Text.Json;
using System.Text.RegularExpressions;
using Commerce.Kernel;

namespace Commerce.Defaults;

/// <summary>Says in the caller's terms why a body could not be read. The serializer's own words name .NET types.</summary>
internal static partial class JsonErrors
{
    public static Error Of(JsonException exception)
    {
        var pointer = JsonPointer.FromJsonPath(exception.Path);
        var field = exception.Message switch
        {
            var m when IsSyntax(exception) => new FieldError(pointer, "malformed_json", $"Not JSON, near line {exception.LineNumber + 1}."),
            var m when m.Contains("could not be mapped to any .NET member", StringComparison.Ordinal) =>
                new(pointer, "unknown_field", "This call has no such field."),
            var m when m.Contains("Duplicate property", StringComparison.Ordinal) => new(pointer, "duplicate_field", "The field appears twice."),
            var m when m.Contains("missing required properties", StringComparison.Ordinal) => Missing(pointer, m),
            var m when m.Contains("doesn't allow null values", StringComparison.Ordinal) || m.Contains("doesn't allow setting null", StringComparison.Ordinal) => new(pointer, "null_not_allowed", "Must not be null."),
            // Converters of ours speak for themselves.
            var m when !m.Contains("Path: $", StringComparison.Ordinal) => new(pointer, "invalid_value", m),
            _ => new FieldError(pointer, "invalid_value", "Has the wrong type, or is out of range."),
        };
        var detail = field.Pointer.Length == 0 ? field.Detail : $"{field.Pointer}: {field.Detail}";
        return new Error(400, field.Code, detail) { Fields = [field] };
    }

    private static bool IsSyntax(JsonException exception) => exception.InnerException is JsonException || exception.GetType() != typeof(JsonException);

    private static FieldError Missing(string pointer, string message) =>
        FirstQuoted().Match(message) is { Success: true } name
            ? new($"{pointer}/{name.Groups["name"].Value}", "missing_field", "Is required.")
            : new(pointer, "missing_field", "A required field is missing.");

    [GeneratedRegex("including: '(?<name>[^']+)'", RegexOptions.ExplicitCapture)]
    private static partial Regex FirstQuoted();
}
