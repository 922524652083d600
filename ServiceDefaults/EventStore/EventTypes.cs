using System.Reflection;
using System.Text.Json;

namespace Commerce.EventStore;

/// <summary>The events a context stores: name to type and back.</summary>
public sealed class EventTypes
{
    private readonly Dictionary<string, Type> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, string> _byType = [];
    private readonly UpcastChain _old;
    private readonly JsonSerializerOptions _json;

    /// <param name="json">How events are written. Must stay able to read everything it ever wrote.</param>
    /// <param name="upcasters">How events of names that are no longer written are read.</param>
    /// <exception cref="InvalidOperationException">Two events claim one name, or an upcaster leads nowhere.</exception>
    public EventTypes(Assembly assembly, JsonSerializerOptions json, params IEnumerable<IUpcaster> upcasters)
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

        _old = new UpcastChain(upcasters, _byName);
    }

    /// <summary>Every name that is written.</summary>
    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <summary>Every name that was written once and is only read now.</summary>
    public IReadOnlyCollection<string> OldNames => _old.Names;

    public string NameOf(object @event) => _byType.TryGetValue(@event.GetType(), out var name)
        ? name
        : throw new InvalidOperationException($"{@event.GetType()} carries no [EventName].");

    public string Write(object @event) => JsonSerializer.Serialize(@event, @event.GetType(), _json);

    /// <summary>The event in its newest shape, whatever it was called when it was written.</summary>
    /// <exception cref="InvalidOperationException">The name, or its version, is unknown to this version of the code.</exception>
    public object Read(string name, string data)
    {
        var (today, shape) = _byName.ContainsKey(name) ? (name, data) : _old.Upcast(name, data);
        if (!_byName.TryGetValue(today, out var type))
            throw new InvalidOperationException(Unknown(name));
        return JsonSerializer.Deserialize(shape, type, _json) ?? throw new InvalidOperationException($"A stored {name} is null.");
    }

    private string Unknown(string name)
    {
        var known = Names.Concat(OldNames).Where(n => Unversioned(n) == Unversioned(name)).Order(StringComparer.Ordinal).ToArray();
        return known.Length == 0
            ? $"No event is called {name}."
            : $"No event is called {name}; this code knows {string.Join(" and ", known)}.";
    }

    private static string Unversioned(string name) => name.LastIndexOf(".v", StringComparison.Ordinal) is > 0 and var dot ? name[..dot] : name;
}
