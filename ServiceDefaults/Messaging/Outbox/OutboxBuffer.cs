using System.Buffers;
using System.Text;
using System.Text.Json;
using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Messaging;

/// <summary>Gathers what a session publishes and writes it to the outbox with the session's own writes.</summary>
internal sealed class OutboxBuffer(JsonSerializerOptions json, TimeProvider clock, OutboxSignal signal) : ISessionParticipant
{
    private const string Insert = """
        INSERT INTO outbox (message_id, topic, key, envelope)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
        """;

    private readonly List<(Guid Id, string Topic, string Key, string Envelope)> _messages = [];
    private bool _hasWritten;

    public void Add(object message, string aggregateId, RequestContext context)
    {
        var type = MessageType.Of(message.GetType());
        var id = clock.NewId();
        _messages.Add((id, type.Topic, aggregateId, Write(id, type, aggregateId, message, context)));
    }

    public void BeforeFlush(Session session)
    {
        if (_messages.Count == 0)
            return;
        session.Write(
            Insert,
            _messages.ConvertAll(m => m.Id).ToArray(),
            _messages.ConvertAll(m => m.Topic).ToArray(),
            _messages.ConvertAll(m => m.Key).ToArray(),
            _messages.ConvertAll(m => m.Envelope).ToArray());
        _messages.Clear();
        _hasWritten = true;
    }

    public void Committed()
    {
        if (_hasWritten)
            signal.Ring();
        _hasWritten = false;
    }

    private string Write(Guid id, MessageAttribute type, string aggregateId, object message, RequestContext context)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("eventId", id);
            writer.WriteString("eventType", type.Name);
            writer.WriteString("aggregateId", aggregateId);
            writer.WriteString("aggregateType", type.Aggregate);
            writer.WriteNumber("eventVersion", type.Version);
            writer.WriteString("eventTime", clock.GetUtcNow());
            writer.WritePropertyName("data");
            JsonSerializer.Serialize(writer, message, message.GetType(), json);
            writer.WriteStartObject("metadata");
            writer.WriteString("correlationId", context.CorrelationId);
            if (context.CausationId is { } cause)
                writer.WriteString("causationId", cause);
            if (context.UserId is { } user)
                writer.WriteString("userId", user);
            if (context.ActorId is { } actor)
                writer.WriteString("actorId", actor);
            if (context.TraceParent is { } trace)
                writer.WriteString("traceparent", trace);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        // Once it is committed it would stand in every other message's way: Kafka does not take it, and no consumer reads it.
        if (buffer.WrittenCount > MessageReader.MaxLength)
            throw new InvalidOperationException($"A {type.Name} of {buffer.WrittenCount} bytes cannot be sent; {MessageReader.MaxLength} are accepted.");
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

internal sealed class OutboxBufferFactory(JsonSerializerOptions json, TimeProvider clock, OutboxSignal signal) : ISessionParticipantFactory
{
    public ISessionParticipant Create() => new OutboxBuffer(json, clock, signal);
}
