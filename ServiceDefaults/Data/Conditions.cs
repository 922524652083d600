namespace Commerce.Data;

/// <summary>The conditions of a list that were asked for, and no others: each combination is planned by itself, by the index that serves it.</summary>
public sealed class Conditions
{
    private readonly List<string> _sql = [];
    private readonly List<object?> _parameters = [];

    /// <summary>The <c>WHERE</c> clause; empty when nothing was asked for.</summary>
    public string Sql => _sql.Count == 0 ? "" : $" WHERE {string.Join(" AND ", _sql)}";

    /// <summary>The values, in the order of their numbers.</summary>
    public object?[] Parameters => [.. _parameters];

    /// <summary>Hands over a value; the statement names it by what is returned, such as <c>$3</c>.</summary>
    public string Parameter(object? value)
    {
        _parameters.Add(value);
        return $"${_parameters.Count}";
    }

    /// <summary>Adds the condition unless its value is absent.</summary>
    /// <param name="condition">With <c>{0}</c>, <c>{1}</c> and so on for the values.</param>
    /// <param name="values">The first decides whether there is a condition at all.</param>
    public void Add(string condition, params ReadOnlySpan<object?> values)
    {
        ArgumentNullException.ThrowIfNull(condition);
        if (values[0] is null)
            return;
        for (var i = 0; i < values.Length; i++)
            condition = condition.Replace($"{{{i}}}", Parameter(values[i]), StringComparison.Ordinal);
        _sql.Add(condition);
    }

    /// <summary>
    /// Adds that a column has this value, written out, unless it is absent: only then can an index of some rows serve it, and what the statistics
    /// know of this value count.
    /// </summary>
    /// <exception cref="ArgumentException">It is no name: only letters, digits and underscores are written out.</exception>
    public void AddName(string column, string? name)
    {
        if (name is null)
            return;
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw new ArgumentException("Only names are written out; everything else is a parameter.", nameof(name));
        _sql.Add($"{column} = '{name}'");
    }

    /// <summary>Adds a condition without values; none when it is null.</summary>
    public void AddFixed(string? condition)
    {
        if (condition is not null)
            _sql.Add(condition);
    }
}
