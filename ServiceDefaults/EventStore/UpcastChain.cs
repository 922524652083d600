using System.Text.Json.Nodes;

namespace Commerce.EventStore;

/// <summary>The way from every name that was once written to the event that is written today.</summary>
internal sealed class UpcastChain
{
    private readonly Dictionary<string, IUpcaster> _byName = new(StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">A name has two ways, leads nowhere or in a circle, or is written still.</exception>
    public UpcastChain(IEnumerable<IUpcaster> upcasters, IReadOnlyDictionary<string, Type> written)
    {
        foreach (var upcaster in upcasters)
        {
            if (written.ContainsKey(upcaster.From))
                throw new InvalidOperationException($"{upcaster.From} is still an event of its own, so it is never upcast.");
            if (!_byName.TryAdd(upcaster.From, upcaster))
                throw new InvalidOperationException($"Two upcasters read {upcaster.From}.");
        }

        foreach (var name in _byName.Keys)
            FollowToItsEnd(name, written);
    }

    /// <summary>Every name that is read, but no longer written.</summary>
    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <summary>The name and data of the event that is written today; what has no way comes back as it is.</summary>
    public (string Name, string Data) Upcast(string name, string data)
    {
        if (!_byName.TryGetValue(name, out var upcaster))
            return (name, data);
        var json = JsonNode.Parse(data) as JsonObject ?? throw new InvalidOperationException($"A stored {name} is not an object.");
        while (upcaster is not null)
        {
            (name, json) = (upcaster.To, Step(upcaster, json));
            upcaster = _byName.GetValueOrDefault(name);
        }

        return (name, json.ToJsonString());
    }

    private static JsonObject Step(IUpcaster upcaster, JsonObject data)
    {
        try
        {
            return upcaster.Upcast(data);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"A stored {upcaster.From} could not be read as {upcaster.To}.", failure);
        }
    }

    private void FollowToItsEnd(string name, IReadOnlyDictionary<string, Type> written)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var at = name;
        while (_byName.TryGetValue(at, out var upcaster))
        {
            if (!seen.Add(at))
                throw new InvalidOperationException($"The upcasters of {name} lead in a circle.");
            at = upcaster.To;
        }

        if (!written.ContainsKey(at))
            throw new InvalidOperationException($"The upcasters of {name} end at {at}, which is no event.");
    }
}
