using System.Reflection;
using System.Text.Json;

namespace Commerce.EventStore;

/// <summary>The events a context stores: name to type and back.</summary>
public sealed class EventTypes
{
    private readonly Dictionary<string, Type> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, string> _byType = [];
    private readonly JsonSerializerOptions _json;

    /// <param name="json">How events are written. Must stay able to read everything it ever wrote.</param>
    /// <exception cref="InvalidOperationException">Two events claim one name.</exception>
    public EventTypes(Assembly assembly, JsonSerializerOptions json)
    {
        _json = json;
        foreach (var type in assembly.GetTypes())
        {
            if (type.GetCustomAttribute<EventNameAttribute>() is not { } named)
                continue;
            if (!_byName.TryAdd(named.Name, type))
                throw new InvalidOperationException($"Two events are called {named.Name}.");
            _byType.Add(type, named.Name);
        }
    }

    /// <summary>Every stored name.</summary>
    public IReadOnlyCollection<string> Names => _byName.Keys;

    public string NameOf(object @event) => _byType.TryGetValue(@event.GetType(), out var name)
        ? name
        : throw new InvalidOperationException($"{@event.GetType()} carries no [EventName].");

    public string Write(object @event) => JsonSerializer.Serialize(@event, @event.GetType(), _json);

    /// <exception cref="InvalidOperationException">The name is unknown to this version of the code.</exception>
    public object Read(string name, string data) => _byName.TryGetValue(name, out var type)
        ? JsonSerializer.Deserialize(data, type, _json) ?? throw new InvalidOperationException($"A stored {name} is null.")
        : throw new InvalidOperationException($"No event is called {name}.");
}
