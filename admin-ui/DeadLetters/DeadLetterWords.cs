using System.Text.Encodings.Web;
using System.Text.Json;

namespace Commerce.AdminUi;

/// <summary>How the portal speaks of messages that could not be handled.</summary>
internal static class DeadLetterWords
{
    public static readonly IReadOnlyList<string> Statuses = ["dead", "retrying", "replayed", "discarded"];

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Status(string status) => status switch
    {
        "dead" => "Waits for somebody",
        "retrying" => "Tried again by itself",
        "replayed" => "Has had its effect",
        "discarded" => "Discarded",
        _ => OrderWords.Plain(status),
    };

    public static string Tone(string status) => status switch
    {
        "dead" => "bad",
        "retrying" => "busy",
        "replayed" => "good",
        _ => "idle",
    };

    public static string Icon(string status) => status switch
    {
        "dead" => "alert",
        "retrying" => "clock",
        "replayed" => "check-circle",
        _ => "x-circle",
    };

    public static string Deed(string action) => action switch
    {
        "edited" => "Mended",
        "replayed" => "Replayed",
        "failed" => "Replayed, and failed again",
        "discarded" => "Discarded",
        _ => OrderWords.Plain(action),
    };

    /// <summary>For people to read and to edit: indented, and letters as letters.</summary>
    public static string Pretty(JsonElement json) => JsonSerializer.Serialize(json, Readable);
}
