namespace Commerce.Identity;

/// <summary>The conditions of a list that were asked for, and no others: each combination is planned by itself, by the index that serves it.</summary>
internal sealed class Conditions
{
    private readonly List<string> _sql = [];
    private readonly List<object?> _parameters = [];

    public string Sql => _sql.Count == 0 ? "" : $" WHERE {string.Join(" AND ", _sql)}";

    public object?[] Parameters => [.. _parameters];

    /// <summary>Adds the condition unless its value is absent.</summary>
    /// <param name="condition">With <c>{0}</c>, <c>{1}</c> and so on for the values.</param>
    public void Add(string condition, params ReadOnlySpan<object?> values)
    {
        if (values[0] is null)
            return;
        for (var i = 0; i < values.Length; i++)
        {
            _parameters.Add(values[i]);
            condition = condition.Replace($"{{{i}}}", $"${_parameters.Count}", StringComparison.Ordinal);
        }

        _sql.Add(condition);
    }

    public void AddFixed(string? condition)
    {
        if (condition is not null)
            _sql.Add(condition);
    }
}
