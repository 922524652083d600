using System.Reflection;
using System.Text.Json;
using Commerce.Data;
using Commerce.Kernel;
using Commerce.Messaging;

namespace Commerce.ContractsTests;

/// <summary>Every message of the platform, read and written by the code that does so in production.</summary>
internal static class Messages
{
    // As messaging has it: EnvelopeTests compare with what its outbox writes.
    private static readonly JsonSerializerOptions s_json = JsonSerializerOptions.Web;
    private static readonly HandlerTable s_listeners = new();

    private static readonly Dictionary<string, Type> s_types = Directory
        .EnumerateFiles(AppContext.BaseDirectory, "Commerce.*.Contracts.dll")
        .SelectMany(file => Assembly.LoadFrom(file).GetExportedTypes())
        .Where(type => type.GetCustomAttribute<MessageAttribute>() is not null)
        .ToDictionary(type => type.GetCustomAttribute<MessageAttribute>()!.Name);

    static Messages()
    {
        foreach (var type in s_types.Values)
            typeof(HandlerTable).GetMethod(nameof(HandlerTable.Add))!.MakeGenericMethod(type, typeof(Listener<>).MakeGenericType(type)).Invoke(s_listeners, []);
    }

    public static IReadOnlyDictionary<string, Type> Types => s_types;

    public static IReadOnlyCollection<string> Topics => [.. s_types.Values.Select(t => t.GetCustomAttribute<MessageAttribute>()!.Topic).Distinct()];

    public static Envelope ReadEnvelope(string json) => JsonSerializer.Deserialize(json, EnvelopeJson.Default.Envelope)!;

    public static object Read(Envelope envelope) => s_listeners.Find(envelope.EventType)!.Read(envelope, s_json);

    public static object Read(string name, string data)
    {
        using var json = JsonDocument.Parse(data);
        return Read(new Envelope(Guid.CreateVersion7(), name, "1", "sample", 1, DateTimeOffset.UnixEpoch, json.RootElement, new("sample")));
    }

    public static string Write(object message) => JsonSerializer.Serialize(message, message.GetType(), s_json);

    /// <summary>Makes a message known to the table; nothing is ever handled.</summary>
    private sealed class Listener<TMessage> : IMessageHandler<TMessage>
        where TMessage : class
    {
        public Task HandleAsync(IReadOnlyList<Received<TMessage>> messages, Session session, CancellationToken ct) => throw new NotSupportedException();
    }
}
