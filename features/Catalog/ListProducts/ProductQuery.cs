using System.Globalization;
using Commerce.Defaults;
using Commerce.Kernel;
using Microsoft.Extensions.Primitives;

namespace Commerce.Catalog;

/// <summary>Which products a caller wants listed, in which order; every spelling of the same wish has the same <see cref="Key"/>.</summary>
internal sealed record ProductQuery
{
    public const int MaxText = 200;
    public const int MaxFacets = 10;
    public const int MaxValues = 20;
    public const string FacetPrefix = "attr.";

    public string? Text { get; init; }

    public string? Category { get; init; }

    public Currency? Currency { get; init; }

    public long? MinPrice { get; init; }

    public long? MaxPrice { get; init; }

    public decimal? MinRating { get; init; }

    public ProductStatus Status { get; init; } = ProductStatus.Published;

    /// <summary>Any of the values of each attribute, all of the attributes.</summary>
    public SortedDictionary<string, string[]> Facets { get; init; } = new(StringComparer.Ordinal);

    public required ProductOrder Order { get; init; }

    public int Limit { get; init; } = Defaults.Limit.Default;

    public CursorKey? After { get; init; }

    public string? Cursor { get; init; }

    public FieldSelection? Fields { get; init; }

    /// <summary>What a cursor belongs to: it is of no use with other filters or another order.</summary>
    public string Listing => string.Join(
        '\n',
        ["products", Order.Name, Text, Category, Currency?.Code, Number(MinPrice), Number(MaxPrice), Number(MinRating), $"{Status}",
            .. Facets.Select(f => string.Join('\t', f.Value))]);

    public string Key => $"{Listing}\n\n{Limit}\n{Cursor}\n{Fields?.Key}";

    public static Result<ProductQuery> Parse(IQueryCollection parameters)
    {
        var reader = new ProductQueryReader(parameters);
        var query = reader.Read();
        return reader.Refusal is { } refusal ? refusal : query;
    }

    private static string? Number(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture);
}

/// <summary>Reads the query string strictly: what is unknown, repeated or out of range is refused, never ignored.</summary>
internal sealed class ProductQueryReader(IQueryCollection parameters)
{
    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal)
    {
        "q", "category", "currency", "minPrice", "maxPrice", "minRating", "status", "sort", "limit", "cursor", "fields",
    };

    public Error? Refusal { get; private set; }

    public ProductQuery Read()
    {
        foreach (var (name, values) in parameters)
            CheckName(name, values);

        var currency = ReadCurrency();
        var order = ReadOrder(currency);
        var query = new ProductQuery
        {
            Text = ReadText("q"),
            Category = ReadText("category"),
            Currency = currency,
            MinPrice = ReadPrice("minPrice", currency),
            MaxPrice = ReadPrice("maxPrice", currency),
            MinRating = ReadRating(),
            Status = ReadStatus(),
            Facets = ReadFacets(),
            Order = order,
            Limit = ReadLimit(),
            Fields = Take(FieldSelection.Parse(One("fields"), CatalogJson.Compact.ProductSummary)),
        };
        if (Commerce.Defaults.Cursor.TryDecode(One("cursor"), query.Listing, out var after) && (after is null || after.Count == order.Parts))
            return query with { After = after, Cursor = One("cursor") };
        Refuse(RequestErrors.InvalidCursor);
        return query;
    }

    private void CheckName(string name, StringValues values)
    {
        var isFacet = name.StartsWith(ProductQuery.FacetPrefix, StringComparison.Ordinal) && name.Length > ProductQuery.FacetPrefix.Length;
        if (!isFacet && !s_known.Contains(name))
            Refuse(400, "unknown_parameter", name, "There is no such parameter.");
        else if (!isFacet && values.Count > 1)
            Refuse(400, "repeated_parameter", name, "The parameter is given more than once.");
    }

    private string? ReadText(string name)
    {
        if (One(name)?.Trim() is not { Length: > 0 } text)
            return null;
        if (text.Length > ProductQuery.MaxText || !IsPlain(text))
            Refuse(422, "invalid_text", name, $"At most {ProductQuery.MaxText} characters, without control characters.");
        return text;
    }

    private Currency? ReadCurrency()
    {
        if (One("currency") is not { } code)
            return null;
        if (Currency.TryParse(code, out var currency))
            return currency;
        Refuse(422, "invalid_currency", "currency", "Three upper-case letters of ISO 4217, such as EUR.");
        return null;
    }

    private long? ReadPrice(string name, Currency? currency)
    {
        if (One(name) is not { } amount)
            return null;
        if (currency is not { } known)
        {
            Refuse(422, "currency_needed", "currency", $"{name} needs a currency.");
            return null;
        }

        if (Refusal is not null)
            return null;
        var money = Money.Parse(amount, known.Code);
        if (money.Error is { } error)
            Refuse(422, "invalid_amount", name, error.Detail);
        else if (money.Value.MinorUnits < 0)
            Refuse(422, "invalid_amount", name, "A price is not negative.");
        return money.Error is null ? money.Value.MinorUnits : null;
    }

    private decimal? ReadRating()
    {
        if (One("minRating") is not { } text)
            return null;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rating) || rating is < 0 or > 5)
            Refuse(422, "invalid_rating", "minRating", "A number from 0 to 5.");
        return rating;
    }

    private ProductStatus ReadStatus()
    {
        switch (One("status"))
        {
            case null or "published":
                return ProductStatus.Published;
            case "draft":
                return ProductStatus.Draft;
            case "withdrawn":
                return ProductStatus.Withdrawn;
            default:
                Refuse(422, "invalid_status", "status", "One of published, draft and withdrawn.");
                return default;
        }
    }

    private ProductOrder ReadOrder(Currency? currency)
    {
        var name = One("sort") ?? ProductOrder.Newest.Name;
        if (ProductOrder.Find(name) is not { } order)
        {
            Refuse(422, "invalid_sort", "sort", $"One of {string.Join(", ", ProductOrder.All.Select(o => o.Name))}.");
            return ProductOrder.Newest;
        }

        if (order.ByPrice && currency is null)
            Refuse(422, "currency_needed", "currency", "Sorting by price needs a currency.");
        return order;
    }

    private SortedDictionary<string, string[]> ReadFacets()
    {
        var facets = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (name, values) in parameters.Where(p => p.Key.StartsWith(ProductQuery.FacetPrefix, StringComparison.Ordinal)))
        {
            var attribute = name[ProductQuery.FacetPrefix.Length..];
            var isSane = values.Count <= ProductQuery.MaxValues && facets.Count < ProductQuery.MaxFacets
                && name.Length <= ProductQuery.MaxText && IsPlain(name)
                && values.All(v => v is { Length: > 0 and <= AttributeValue.MaxText } && IsPlain(v));
            if (!isSane)
                Refuse(422, "invalid_attribute", name, $"At most {ProductQuery.MaxFacets} attributes, each with 1 to {ProductQuery.MaxValues} texts.");
            else
                facets[attribute.ToLowerInvariant()] = [.. values.Select(v => ProductRow.Facet(attribute, v!)).Distinct().Order(StringComparer.Ordinal)];
        }

        return facets;
    }

    private int ReadLimit()
    {
        if (One("limit") is not { } text)
            return Limit.Default;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var asked))
            return Take(Limit.Read(asked));
        Refuse(text.All(char.IsAsciiDigit) ? 422 : 400, "invalid_limit", "limit", $"A number from 1 to {Limit.Shoppers}.");
        return Limit.Default;
    }

    private string? One(string name) => parameters.TryGetValue(name, out var values) ? values[0] : null;

    private T? Take<T>(Result<T> result)
    {
        if (result.Error is { } error)
            Refuse(error);
        return result.Error is null ? result.Value : default;
    }

    private void Refuse(int status, string code, string parameter, string detail) =>
        Refuse(new Error(status, code, $"{parameter}: {detail}") { Fields = [new FieldError(parameter, code, detail)] });

    private void Refuse(Error error) => Refusal ??= error;

    private static bool IsPlain(string text) => !text.Any(c => char.IsControl(c) || char.IsSurrogate(c));
}
