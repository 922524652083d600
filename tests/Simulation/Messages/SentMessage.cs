using System.Text.Json;
using Commerce.Kernel;
using Commerce.Messaging;

namespace Commerce.Simulation;

/// <summary>A message as its receivers read it: it has been through JSON once.</summary>
internal sealed record SentMessage(Guid Id, object Data, MessageAttribute Contract, Guid OrderId)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    // Waves tell messages apart by their handling; nothing here is ever called.
    private static readonly Dictionary<Type, Handling> s_handlings = [];

    public static SentMessage Of(Guid id, object message, Guid orderId)
    {
        var type = message.GetType();
        var read = JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(message, type, s_json), type, s_json)!;
        return new(id, read, MessageType.Of(type), orderId);
    }

    public Type Type => Data.GetType();

    /// <summary>The message as the real consumer would hold it after parsing.</summary>
    public Arrived Arrive(int partition, long position)
    {
        var key = OrderId.ToString();
        var envelope = new Envelope(
            Id, Contract.Name, key, Contract.Aggregate, Contract.Version, Agenda.Beginning, default, new EnvelopeMetadata("simulation"));
        return new(new LogMessage(Contract.Topic, partition, position, key, Id, ""), envelope, Data, HandlingOf(Type));
    }

    public string Describe(Trace trace) => $"{Type.Name} of {trace.NameOf(OrderId)}";

    private static Handling HandlingOf(Type type)
    {
        lock (s_handlings)
        {
            if (!s_handlings.TryGetValue(type, out var handling))
                s_handlings[type] = handling = new Handling(typeof(object), (_, _) => throw NeverCalled(), (_, _, _, _) => throw NeverCalled());
            return handling;
        }
    }

    private static InvalidOperationException NeverCalled() => new("The simulation hands messages to its own participants.");
}
