using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;

namespace Commerce.Messaging;

/// <summary>A record as it lies in Kafka: key = aggregate id, value = envelope, the message's id and trace context in headers.</summary>
internal static class KafkaRecord
{
    public const string MessageIdHeader = "message-id";
    public const string TraceParentHeader = "traceparent";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">Kafka cannot take the record.</exception>
    public static Message<byte[], byte[]> Write(LogRecord record)
    {
        if (record.Key.Length == 0)
            throw new ArgumentException($"Message {record.MessageId} has no key.");
        var envelope = Strict.GetBytes(record.Envelope);
        if (envelope.Length + record.Key.Length > KafkaSettings.LargestRecord - 1024) // the headers and the frame need a little
            throw new ArgumentException($"Message {record.MessageId} has {envelope.Length} bytes, more than Kafka's topics take.");

        var headers = new Headers { { MessageIdHeader, Encoding.ASCII.GetBytes(record.MessageId.ToString()) } };
        if (TraceParentOf(envelope) is { } trace)
            headers.Add(TraceParentHeader, Encoding.ASCII.GetBytes(trace));
        return new() { Key = Strict.GetBytes(record.Key), Value = envelope, Headers = headers };
    }

    /// <summary>Never fails: anybody may write to a topic, and what nobody can read must become a dead letter.</summary>
    public static LogMessage Read(ConsumeResult<byte[], byte[]> result)
    {
        var (topic, partition, position) = (result.Topic, result.Partition.Value, result.Offset.Value);
        var (key, envelope) = (Text(result.Message.Key), Text(result.Message.Value));
        var id = Guid.Empty;
        var hasId = result.Message.Headers is { } headers && headers.TryGetLastBytes(MessageIdHeader, out var bytes)
            && Guid.TryParse(Encoding.ASCII.GetString(bytes), out id);
        var fault = !hasId ? $"The record has no header '{MessageIdHeader}' with a UUID."
            : key is not { Length: > 0 } ? "The record has no key of UTF-8 text."
            : envelope is null ? "The record's value is not UTF-8 text."
            : null;
        return fault is null
            ? new LogMessage(topic, partition, position, key!, id, envelope!)
            : new LogMessage(
                topic, partition, position, key ?? Raw(result.Message.Key), IdOf(topic, partition, position),
                envelope ?? Raw(result.Message.Value))
            {
                Fault = fault,
            };
    }

    /// <summary>
    /// The same at every delivery, so that it becomes one dead letter and not two. Not the id in the header, even if there is one: a broken
    /// record that names the id of a good message must not pass for it.
    /// </summary>
    private static Guid IdOf(string topic, int partition, long position)
    {
        var place = new byte[12 + Encoding.UTF8.GetByteCount(topic)];
        BinaryPrimitives.WriteInt32BigEndian(place, partition);
        BinaryPrimitives.WriteInt64BigEndian(place.AsSpan(4), position);
        Encoding.UTF8.GetBytes(topic, place.AsSpan(12));
        var id = SHA256.HashData(place).AsSpan(0, 16);
        id[6] = (byte)((id[6] & 0x0F) | 0x80); // version 8: made by a rule of our own
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }

    // PostgreSQL's text holds everything but NUL.
    private static string? Text(byte[]? bytes)
    {
        try
        {
            return bytes is null || Array.IndexOf(bytes, (byte)0) >= 0 ? null : Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string Raw(byte[]? bytes) => bytes is null ? "" : $"base64:{Convert.ToBase64String(bytes)}";

    private static string? TraceParentOf(byte[] envelope)
    {
        try
        {
            var reader = new Utf8JsonReader(envelope);
            return Enter(ref reader, "metadata"u8) && Enter(ref reader, "traceparent"u8) && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        }
        catch (JsonException)
        {
            return null; // not for this place to judge: whoever reads the envelope will
        }
    }

    /// <summary>Into the object that comes next, up to the value of one of its properties.</summary>
    private static bool Enter(ref Utf8JsonReader reader, ReadOnlySpan<byte> property)
    {
        if (reader.TokenType != JsonTokenType.StartObject && (!reader.Read() || reader.TokenType != JsonTokenType.StartObject))
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(property);
            reader.Read();
            if (isIt)
                return true;
            reader.Skip();
        }

        return false;
    }
}
