using System.Text.Json;

namespace Commerce.Messaging.Tests;

/// <summary>Messages as they lie on the log.</summary>
internal static class TestLog
{
    public static LogRecord Raw(string key, string envelope) => new("counts", key, Guid.CreateVersion7(), envelope);

    public static LogRecord Record(object message)
    {
        var type = MessageType.Of(message.GetType());
        var key = message switch
        {
            CountedV1 counted => counted.Counter,
            CounterRenamedV2 renamed => renamed.Counter,
            CounterSoldV1 sold => sold.Counter,
            _ => throw new ArgumentOutOfRangeException(nameof(message)),
        };
        var id = Guid.CreateVersion7();
        var envelope = new Envelope(
            id, type.Name, key, type.Aggregate, type.Version, TimeProvider.System.GetUtcNow(),
            JsonSerializer.SerializeToElement(message, message.GetType(), JsonSerializerOptions.Web), new EnvelopeMetadata("test"));
        return new LogRecord(type.Topic, key, id, JsonSerializer.Serialize(envelope, JsonSerializerOptions.Web));
    }
}
