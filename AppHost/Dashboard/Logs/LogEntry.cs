using System.Text.Json;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.DeveloperDashboard;

/// <summary>A console line made readable: services write one JSON object per line, databases write plain text.</summary>
public sealed record LogEntry(
    long Number, DateTimeOffset Time, LogSeverity Severity, string Message, string Text, bool IsError, bool IsStructured)
{
    private static readonly string[] TimeNames = ["timestamp", "time", "@t"];
    private static readonly string[] LevelNames = ["level", "severity", "logLevel", "@l"];
    private static readonly string[] MessageNames = ["message", "msg", "@m"];

    public static LogEntry Parse(LogLine line)
    {
        var text = AnsiText.Strip(line.Text);
        return FromJson(line, text)
            ?? new(line.Number, line.Time, LogSeverities.FromPlainText(text), text, text, line.IsError, IsStructured: false);
    }

    public bool Matches(string filter) =>
        Message.Contains(filter, StringComparison.OrdinalIgnoreCase) || Text.Contains(filter, StringComparison.OrdinalIgnoreCase);

    /// <summary>Every field of a structured line, nested names joined by dots; empty for plain text.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields()
    {
        if (!IsStructured)
            return [];
        using var document = JsonDocument.Parse(Text);
        var fields = new List<KeyValuePair<string, string>>();
        Flatten(document.RootElement, "", fields);
        return fields;
    }

    private static LogEntry? FromJson(LogLine line, string text)
    {
        if (!text.StartsWith('{'))
            return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (Find(root, MessageNames) is not { } message)
                return null;
            var time = Find(root, TimeNames) is { ValueKind: JsonValueKind.String } t && t.TryGetDateTimeOffset(out var at) ? at : line.Time;
            var severity = Find(root, LevelNames) is { ValueKind: JsonValueKind.String } level
                ? LogSeverities.FromName(level.GetString())
                : LogSeverity.Unknown;
            return new(line.Number, time, severity, OneLine(message), text, line.IsError, IsStructured: true);
        }
        catch (JsonException)
        {
            // Text that merely begins like JSON, or a line cut short by a dying process, is shown as it is.
            return null;
        }
    }

    private static JsonElement? Find(JsonElement root, string[] names)
    {
        foreach (var property in root.EnumerateObject())
        {
            if (names.Contains(property.Name, StringComparer.OrdinalIgnoreCase))
                return property.Value;
        }

        return null;
    }

    private static string OneLine(JsonElement message) =>
        AnsiText.Strip(message.ToString().ReplaceLineEndings(" ⏎ "));

    private static void Flatten(JsonElement element, string path, List<KeyValuePair<string, string>> fields)
    {
        if (element.ValueKind is not JsonValueKind.Object)
        {
            fields.Add(new(path, element.ToString()));
            return;
        }

        foreach (var property in element.EnumerateObject())
            Flatten(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", fields);
    }
}
