using System.Text.RegularExpressions;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;

namespace Commerce.Inventory;

/// <summary>
/// Finds stock rows in an order. In the order of their SKU every way to match walks an index of its own and stops when the page is full,
/// so neither a broad question nor a rare one reads the whole table.
/// </summary>
internal sealed partial class StockSearch
{
    private const int MaxText = 100;
    private const int MaxWords = 8;

    private readonly List<object?> _parameters = [];
    private readonly string? _warehouse;
    private readonly bool _onlyLow;
    private readonly string? _text;
    private readonly string[] _words;
    private readonly StockOrder _order;

    public StockSearch(string? text, string? warehouse, bool onlyLow, StockOrder order)
    {
        _text = text?.Trim() is { Length: > 0 } some ? some : null;
        _words = _text is null ? [] : [.. Word().Matches(_text).Take(MaxWords).Select(w => w.Value)];
        (_warehouse, _onlyLow, _order) = (warehouse, onlyLow, order);
    }

    /// <summary>Neither a SKU nor a name contains what is looked for.</summary>
    public bool FindsNothing => _text is not null && _words.Length == 0;

    public static Error? Refuse(string? text) => text is null || (text.Length <= MaxText && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c)))
        ? null
        : new Error(422, "invalid_text", "That cannot be looked for.")
        {
            Fields = [new("q", "invalid_text", $"At most {MaxText} characters, without control characters.")],
        };

    public Task<List<StockRow>> ReadAsync(Session session, CursorKey? after, int limit, CancellationToken ct)
    {
        var common = "";
        if (_warehouse is not null)
            common += $" AND s.warehouse = {Parameter(_warehouse)}";
        if (_onlyLow)
            common += " AND s.is_low";
        if (after is not null)
            common += $" AND ({string.Join(", ", _order.Columns)}) {(_order.Descending ? '<' : '>')} ({string.Join(", ", _order.PlaceOf(after).Select(Parameter))})";
        var size = Parameter(limit);
        var ways = string.Join(" UNION ", Ways().Select(way => $"(SELECT s.* {way}{common} ORDER BY {_order.By} LIMIT {size})"));
        return session.QueryAsync(
            $"""
            SELECT {StockRow.Columns}
            FROM (SELECT * FROM ({ways}) AS s ORDER BY {_order.By} LIMIT {size}) AS s LEFT JOIN sku_names n USING (sku) ORDER BY {_order.By}
            """,
            StockRow.Read, ct, [.. _parameters]);
    }

    private IEnumerable<string> Ways()
    {
        if (_text is null)
        {
            yield return "FROM stock s WHERE true";
            yield break;
        }

        // SKUs are compared byte by byte, and '~' comes after every character that they may have.
        if (Sku.IsValid(_text))
            foreach (var spelling in new[] { _text, _text.ToUpperInvariant() }.Distinct())
                yield return $"FROM stock s WHERE s.sku >= {Parameter(spelling)} AND s.sku < {Parameter(spelling + "~")}";
        yield return $"FROM sku_names n JOIN stock s USING (sku) WHERE n.search @@ to_tsquery('simple', {Parameter(string.Join(" & ", _words.Select(w => w + ":*")))})";
    }

    private string Parameter(object value)
    {
        _parameters.Add(value);
        return $"${_parameters.Count}";
    }

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();
}
