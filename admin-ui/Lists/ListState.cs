using Microsoft.AspNetCore.WebUtilities;

namespace Commerce.AdminUi;

/// <summary>What a list can show: only this is read from an address, so whatever somebody writes there, nothing else is asked for.</summary>
/// <param name="Filters">Names of filters in the address.</param>
/// <param name="Sorts">The first one is what nobody has to ask for; descending ones begin with a minus.</param>
/// <param name="Columns">Every column, in order.</param>
public sealed record ListSchema(IReadOnlyList<string> Filters, IReadOnlyList<string> Sorts, IReadOnlyList<string> Columns)
{
    /// <summary>Columns that stand only when somebody asks for them.</summary>
    public IReadOnlyList<string> Extra { get; init; } = [];

    public IReadOnlyList<string> DefaultColumns => [.. Columns.Except(Extra)];
}

/// <summary>Everything that a list shows, as its address says it: the same link shows the same thing to a colleague.</summary>
public sealed record ListState
{
    /// <summary>More would not fit into an address, and nobody looks through more before they act.</summary>
    public const int MaxSelected = 50;

    private const int MaxValue = 500;

    private ListState(ListSchema schema) => Schema = schema;

    public ListSchema Schema { get; }

    public IReadOnlyDictionary<string, string> Filters { get; private init; } = new Dictionary<string, string>();

    public string Sort { get; private init; } = "";

    public IReadOnlyList<string> Columns { get; private init; } = [];

    public string? Cursor { get; private init; }

    /// <summary>The row whose pane is open.</summary>
    public string? Opened { get; private init; }

    public IReadOnlyList<string> Selected { get; private init; } = [];

    /// <summary>The saved view that this began from.</summary>
    public Guid? Named { get; private init; }

    public bool IsFiltered => Filters.Count > 0;

    public static ListState Parse(string uri, ListSchema schema)
    {
        ArgumentNullException.ThrowIfNull(uri);
        ArgumentNullException.ThrowIfNull(schema);
        var query = uri.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? QueryHelpers.ParseQuery(uri[at..].Split('#')[0]) : [];
        string? One(string name) => query.TryGetValue(name, out var values) && values is [{ Length: > 0 and <= MaxValue } value] ? value : null;
        string[] Many(string name) => query.TryGetValue(name, out var values) && values is [{ } list] ? list.Split('~', StringSplitOptions.RemoveEmptyEntries) : [];

        var columns = Many("columns").Intersect(schema.Columns).ToArray();
        return new(schema)
        {
            Filters = schema.Filters.Select(name => (name, value: One(name))).Where(f => f.value is not null).ToDictionary(f => f.name, f => f.value!),
            Sort = One("sort") is { } sort && schema.Sorts.Contains(sort) ? sort : schema.Sorts[0],
            Columns = columns.Length > 0 ? [.. schema.Columns.Where(columns.Contains)] : schema.DefaultColumns,
            Cursor = One("cursor"),
            Opened = One("open"),
            Named = Guid.TryParseExact(One("view"), "D", out var named) ? named : null,
            Selected = [.. Many("selected").Distinct().Take(MaxSelected)],
        };
    }

    public string? Filter(string name) => Filters.GetValueOrDefault(name);

    /// <summary>Another question begins at its first page, and what was selected is not on it.</summary>
    public ListState WithFilter(string name, string? value) => this with
    {
        Filters = Filters.Where(f => f.Key != name).Concat(string.IsNullOrEmpty(value) ? [] : [KeyValuePair.Create(name, value)]).ToDictionary(),
        Cursor = null,
        Selected = [],
    };

    public ListState WithoutFilters() => this with { Filters = new Dictionary<string, string>(), Cursor = null, Selected = [], Named = null };

    public ListState WithName(Guid? view) => this with { Named = view };

    public ListState WithSort(string sort) => this with { Sort = sort, Cursor = null };

    public ListState WithCursor(string? cursor) => this with { Cursor = cursor };

    public ListState WithOpened(string? key) => this with { Opened = key };

    public ListState WithSelected(IEnumerable<string> keys) => this with { Selected = [.. keys.Distinct().Take(MaxSelected)] };

    public ListState Toggled(string key) => WithSelected(Selected.Contains(key) ? Selected.Where(k => k != key) : Selected.Append(key));

    /// <summary>The last column stays: a list of nothing helps nobody.</summary>
    public ListState WithColumn(string column, bool shown)
    {
        var wanted = Schema.Columns.Where(c => c == column ? shown : Columns.Contains(c)).ToArray();
        return wanted.Length == 0 ? this : this with { Columns = wanted };
    }

    /// <summary>Where it is shown. What is as always leaves no trace.</summary>
    public string Address(string path) => ApiPath.Of(path, Parameters());

    /// <summary>What is worth remembering under a name: the question, not the place in its answer.</summary>
    public string View() => (this with { Cursor = null, Opened = null, Selected = [], Named = null }).Address("");

    private IEnumerable<(string, string?)> Parameters() =>
    [
        .. Schema.Filters.Select(name => (name, Filter(name))),
        ("sort", Sort == Schema.Sorts[0] ? null : Sort),
        ("columns", Columns.SequenceEqual(Schema.DefaultColumns) ? null : string.Join('~', Columns)),
        ("view", Named?.ToString()),
        ("cursor", Cursor),
        ("open", Opened),
        ("selected", string.Join('~', Selected)),
    ];
}
