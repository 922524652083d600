using System.Globalization;

namespace Commerce.Simulation;

/// <summary>Everything that happened, in order. Two runs are the same if and only if their hashes are.</summary>
internal sealed class Trace(Agenda agenda)
{
    private readonly List<string> _lines = [];
    private readonly Dictionary<Guid, string> _names = [];

    public IReadOnlyList<string> Lines => _lines;

    public ulong Hash { get; private set; } = Fnv.Start;

    public void Add(string line)
    {
        var stamped = $"{(agenda.Now - Agenda.Beginning).ToString(@"hh\:mm\:ss\.ffffff", CultureInfo.InvariantCulture)}  {line}";
        Hash = Fnv.Of(stamped, Hash);
        _lines.Add(stamped);
    }

    /// <summary>Gives an id a name that can be read.</summary>
    public void Name(Guid id, string name) => _names[id] = name;

    public string NameOf(Guid id) => _names.GetValueOrDefault(id) ?? id.ToString();
}
