using System.Text.Json;
using Commerce.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Messaging;

/// <summary>Which message types this service handles, and how.</summary>
internal sealed class HandlerTable
{
    private readonly Dictionary<string, Handling> _byName = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _topics = new(StringComparer.Ordinal);
    private readonly HashSet<string> _families = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Topics => [.. _topics];

    public void Add<TMessage, THandler>()
        where TMessage : class
        where THandler : class, IMessageHandler<TMessage>
    {
        var type = MessageType.Of(typeof(TMessage));
        _topics.Add(type.Topic);
        _families.Add(FamilyOf(type.Name));
        _byName.Add(type.Name, new Handling(
            typeof(TMessage),
            (envelope, json) => envelope.Data.Deserialize<TMessage>(json) ?? throw new JsonException("The message has no data."),
            (arrived, session, services, ct) => services.GetRequiredService<THandler>().HandleAsync(
                arrived.ConvertAll(a => new Received<TMessage>(
                    a.Envelope.EventId, a.Envelope.AggregateId, (TMessage)a.Message, a.Envelope.EventTime, a.Context)),
                session,
                ct)));
    }

    public Handling? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>True for a message that this service ought to know: a command to it, or another version of what it handles.</summary>
    public bool Expects(string topic, string name) => topic.EndsWith(".commands", StringComparison.Ordinal) || _families.Contains(FamilyOf(name));

    // The name without its version.
    private static string FamilyOf(string name) => name[..Math.Max(0, name.LastIndexOf(".v", StringComparison.Ordinal))];
}

/// <summary>Reading and handling one message type.</summary>
internal sealed record Handling(
    Type Message,
    Func<Envelope, JsonSerializerOptions, object> Read,
    Func<List<Arrived>, Session, IServiceProvider, CancellationToken, Task> HandleAsync);

/// <summary>A parsed message on its way to its handler.</summary>
internal sealed record Arrived(LogMessage Source, Envelope Envelope, object Message, Handling Handling)
{
    public RequestContext Context { get; } = new(
        Envelope.Metadata.CorrelationId, Envelope.EventId, Envelope.Metadata.UserId, Envelope.Metadata.TraceParent, Envelope.Metadata.ActorId);
}
