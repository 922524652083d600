namespace Commerce.Simulation;

/// <summary>A table in memory: units of work see what is committed and what they wrote themselves.</summary>
internal sealed class Table<TKey, TRow>
    where TKey : notnull
    where TRow : class
{
    private readonly Dictionary<TKey, TRow> _committed = [];

    public IEnumerable<TRow> Rows => _committed.Values;

    public IEnumerable<KeyValuePair<TKey, TRow>> Entries => _committed;

    public TRow? this[TKey key] => _committed.GetValueOrDefault(key);

    /// <summary>Writes without a transaction, before anything happens.</summary>
    public void Set(TKey key, TRow row) => _committed[key] = row;

    public TRow? Find(Unit unit, TKey key) => unit.Pending<TKey, TRow>(this).GetValueOrDefault(key) ?? this[key];

    /// <summary>Every row as the unit sees it.</summary>
    public IEnumerable<TRow> AllOf(Unit unit)
    {
        var pending = unit.Pending<TKey, TRow>(this);
        return _committed.Where(e => !pending.ContainsKey(e.Key)).Select(e => e.Value).Concat(pending.Values);
    }

    public void Put(Unit unit, TKey key, TRow row)
    {
        var pending = unit.Pending<TKey, TRow>(this);
        if (!pending.ContainsKey(key))
            unit.WhenCommitting(() => _committed[key] = pending[key]);
        pending[key] = row;
    }

    /// <summary>Writes if the row is still the one that is committed now; otherwise the whole unit is a conflict.</summary>
    public void PutIfUnchanged(Unit unit, TKey key, TRow row)
    {
        if (!unit.Pending<TKey, TRow>(this).ContainsKey(key))
        {
            var seen = this[key];
            unit.Require(() => ReferenceEquals(seen, this[key]), $"somebody else changed it first");
        }

        Put(unit, key, row);
    }

    /// <summary>A primary key: writes a row that must not exist.</summary>
    public void Insert(Unit unit, TKey key, TRow row)
    {
        unit.Require(() => this[key] is null, "it exists already");
        Put(unit, key, row);
    }
}
