using System.Text.RegularExpressions;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;

namespace Commerce.Inventory;

/// <summary>
/// Finds stock rows in an order. Every way to match walks an index of its own and stops when the page is full, so neither a broad question
/// nor a rare one reads the whole table.
/// </summary>
internal sealed partial class StockSearch
{
    private const int MaxText = 100;
    private const int MaxWords = 8;

    // OFFSET 0 keeps the planner from reading all stock up to there as well.
    private const string NamesFirst = "FROM sku_names n CROSS JOIN LATERAL (SELECT * FROM stock WHERE stock.sku = n.sku OFFSET 0) AS s";
    private const string StockFirst = "FROM stock s JOIN sku_names n USING (sku)";

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
        (_warehouse, _onlyLow, _order) = (warehouse, onlyLow, onlyLow ? order.OfFew : order);
    }

    /// <summary>Neither a SKU nor a name contains what is looked for.</summary>
    public bool FindsNothing => _text is not null && _words.Length == 0;

    public static Error? Refuse(string? text) => text is null || (text.Length <= MaxText && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c)))
        ? null
        : new Error(422, "invalid_text", "That cannot be looked for.")
        {
            Fields = [new("q", "invalid_text", $"At most {MaxText} characters, without control characters.")],
        };

    public async Task<List<StockRow>> ReadAsync(Session session, CursorKey? after, int limit, CancellationToken ct)
    {
        var (sql, parameters) = Statement(_text is not null && await IsCommonAsync(session, ct), after, limit);
        return await session.QueryAsync(sql, StockRow.Read, ct, [.. parameters]);
    }

    /// <summary>What is asked of the database, once.</summary>
    /// <param name="isCommon">Whether the words are in so many names that they are no help to find any.</param>
    public (string Sql, IReadOnlyList<object?> Parameters) Statement(bool isCommon, CursorKey? after, int limit)
    {
        var narrowed = (_warehouse is null ? "" : $" AND s.warehouse = {Parameter(_warehouse)}") + (_onlyLow ? " AND s.is_low" : "");
        var place = after is null ? null : _order.PlaceOf(after).Select(Parameter).ToArray();
        var size = Parameter(limit);
        var ways = string.Join(" UNION ", Ways(isCommon).Select(way => $"(SELECT s.* {way.Rows}{narrowed}{way.Order.After(place)} ORDER BY {way.Order.By} LIMIT {size})"));
        return ($"""
            SELECT {StockRow.Columns}
            FROM (SELECT * FROM ({ways}) AS s ORDER BY {_order.By} LIMIT {size}) AS s LEFT JOIN sku_names n USING (sku) ORDER BY {_order.By}
            """, _parameters);
    }

    /// <summary>
    /// From how many names on words are no rare ones. SKUs lie together by category, so that words may all be at the end of them; their
    /// numbers are no order of names.
    /// </summary>
    private int Many => _order.Key is null ? 15_000 : 2_000;

    private string Query => string.Join(" & ", _words.Select(w => w + ":*"));

    private Task<bool> IsCommonAsync(Session session, CancellationToken ct) => session.QuerySingleAsync(
        $"SELECT count(*) > {Many} FROM (SELECT FROM sku_names WHERE search @@ to_tsquery('simple', $1) LIMIT {Many + 1}) AS found",
        row => row.GetBoolean(0), ct, Query);

    private IEnumerable<(string Rows, StockOrder Order)> Ways(bool isCommon)
    {
        if (_text is null)
        {
            yield return ("FROM stock s WHERE true", _order);
            yield break;
        }

        // SKUs are compared byte by byte, and '~' comes after every character that they may have.
        if (Sku.IsValid(_text))
            foreach (var spelling in new[] { _text, _text.ToUpperInvariant() }.Distinct())
                yield return ($"FROM stock s WHERE s.sku >= {Parameter(spelling)} AND s.sku < {Parameter(spelling + "~")}", _order.OfFew);

        // Names with rare words are found by their index. Common ones are met soon on the way through all stock, where that index would
        // gather most of the shop first: it does not serve the function behind the operator.
        var query = $"(SELECT to_tsquery('simple', {Parameter(Query)}))";
        yield return isCommon
            ? _order.Key is null
                ? ($"{NamesFirst} WHERE ts_match_vq(n.search, {query})", _order with { Sku = "n.sku" })
                : ($"{StockFirst} WHERE ts_match_vq(n.search, {query})", _order)
            : ($"FROM stock s WHERE s.sku = ANY (ARRAY(SELECT n.sku FROM sku_names n WHERE n.search @@ {query}))", _order.OfFew);
    }

    private string Parameter(object value)
    {
        _parameters.Add(value);
        return $"${_parameters.Count}";
    }

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();
}
