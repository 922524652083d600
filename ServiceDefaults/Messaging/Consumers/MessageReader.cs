using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Commerce.Messaging;

/// <summary>Makes sense of what the log delivers. It touches nothing but the message, so whatever goes wrong is the message's fault.</summary>
internal sealed class MessageReader(HandlerTable handlers, JsonSerializerOptions json)
{
    /// <summary>Characters; far beyond anything that our contracts can say.</summary>
    public const int MaxLength = 1_000_000;

    /// <summary>The message and its handling, or null when it is none of this service's business.</summary>
    /// <exception cref="JsonException">It is malformed.</exception>
    /// <exception cref="MessageNotUnderstoodException">It is meant for this service, which does not know it.</exception>
    public Arrived? Read(LogMessage message)
    {
        if (message.Fault is { } fault)
            throw new MessageNotUnderstoodException(fault);
        if (message.Envelope.Length > MaxLength)
            throw new MessageNotUnderstoodException($"The message has {message.Envelope.Length} characters; {MaxLength} are accepted.");
        var envelope = JsonSerializer.Deserialize(message.Envelope, EnvelopeJson.Default.Envelope) ?? throw new JsonException("The envelope is null.");
        if (handlers.Find(envelope.EventType) is { } handling)
            return new Arrived(message, envelope, handling.Read(envelope, json), handling);
        return handlers.Expects(message.Topic, envelope.EventType)
            ? throw new MessageNotUnderstoodException($"This version of the service does not know {envelope.EventType}.")
            : null;
    }

    /// <summary>What the envelope and the data of a type must look like; null for a type that is not handled here.</summary>
    public JsonNode? SchemaOf(string? eventType)
    {
        if (eventType is null || handlers.Find(eventType) is not { } handling)
            return null;
        var schema = EnvelopeJson.Default.Options.GetJsonSchemaAsNode(typeof(Envelope));
        schema["properties"]!["data"] = json.GetJsonSchemaAsNode(handling.Message, new() { TreatNullObliviousAsNonNullable = true });
        return schema;
    }

    /// <summary>The type a message claims to be, if that much can be read.</summary>
    public static string? TypeOf(string envelope)
    {
        try
        {
            using var document = JsonDocument.Parse(envelope);
            return document.RootElement.TryGetProperty("eventType", out var type) ? type.GetString() : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>A message for this service that it cannot take: of an unknown type or version, too large, or a record that is no message.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1032", Justification = "Thrown by the reader alone.")]
internal sealed class MessageNotUnderstoodException(string message) : Exception(message);
