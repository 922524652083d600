namespace Commerce.Identity;

/// <summary>The conditions of a list that were asked for, and no others: each combination is planned by itself, by the index that serves it.</summary>
internal sealed class Conditions
{
    private readonly List<string> _sql = [];
    private readonly List<object?> _parameters = [];

    public string Sql => _sql.Count == 0 ? "" : $" WHERE {string.Join(" AND ", _sql)}";

    public object?[] Parameters => [.. _parameters];

    public void Add(string condition, object? value)
    {
        if (value is null)
            return;
        _parameters.Add(value);
        _sql.Add(condition.Replace("{0}", $"${_parameters.Count}", StringComparison.Ordinal));
    }

    public void AddFixed(string? condition)
    {
        if (condition is not null)
            _sql.Add(condition);
    }
}
