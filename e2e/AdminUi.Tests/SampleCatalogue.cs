using System.Collections.Concurrent;
using System.Text.Json;
using Commerce.Kernel;
using Microsoft.AspNetCore.Http;

namespace Commerce.AdminUi;

/// <summary>Catalog as a browser's tests arrange it: versions count, and whoever is second is refused.</summary>
internal sealed class SampleCatalogue
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<Guid, ProductDetails> _products = new();
    private readonly ConcurrentDictionary<Guid, (PastChange Change, ProductDetails[] Before)> _changes = new();
    private readonly Lock _gate = new();

    public List<CategoryNode> Tree { get; } = [Node("Kitchen", Node("Kettles"), Node("Pans")), Node("Light")];

    /// <summary>Where categories were moved to.</summary>
    public ConcurrentQueue<string> Moves { get; } = new();

    public ProductDetails Put(string name, string status = "published", long cents = 5990, long version = 1, Guid? id = null)
    {
        var product = new ProductDetails(
            id ?? Guid.CreateVersion7(), "kettle", status, version, name, "Boils water, and pours it where you want it.", "Fellgate", Tree[0].Children[0].Id,
            new() { ["Material"] = JsonSerializer.SerializeToElement("Steel"), ["Litres"] = JsonSerializer.SerializeToElement(1.7m) },
            [new("KETTLE-BLK", new() { ["Colour"] = "Black" }, [Money.Of(cents, "EUR")]), new("KETTLE-WHT", new() { ["Colour"] = "White" }, [Money.Of(cents, "EUR")])],
            Noon.AddMinutes(_products.Count));
        return _products[product.Id] = product;
    }

    public ProductDetails Find(Guid id) => _products[id];

    public bool Has(Guid id) => _products.ContainsKey(id);

    /// <summary>A colleague saves.</summary>
    public void Save(Guid id, Func<ProductDetails, ProductDetails> change) => _products[id] = change(_products[id]) with { Version = _products[id].Version + 1 };

    public async Task AnswerAsync(HttpContext http, string[] path)
    {
        var body = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsDelete(http.Request.Method) ? default : await http.Request.ReadFromJsonAsync<JsonElement>();
        Task answer;
        lock (_gate)
            answer = (http.Request.Method, path) switch
            {
                ("GET", ["catalog", "products"]) => WriteAsync(http, Listed(http.Request.Query)),
                ("GET", ["products", var id]) when Guid.TryParse(id, out var known) && _products.TryGetValue(known, out var product) => WriteAsync(http, product),
                ("DELETE", ["products", var id]) => DeleteAsync(http, Guid.Parse(id)),
                ("PUT", ["catalog", "products", var id]) => ReviseAsync(http, Guid.Parse(id), body),
                ("POST", ["catalog", "changes", "preview"]) => WriteAsync(http, new Page<ChangePreview>([.. body.GetProperty("productIds").EnumerateArray().Select(i => Preview(i.GetGuid(), Wish(body)))], null)),
                ("POST", ["catalog", "changes"]) => WriteAsync(http, Change(http, body)),
                ("POST", ["catalog", "changes", var id, "undo"]) => WriteAsync(http, Undo(Guid.Parse(id))),
                ("GET", ["catalog", "changes"]) => WriteAsync(http, new Page<PastChange>([.. _changes.Values.Select(c => c.Change).OrderByDescending(c => c.DoneAt)], null)),
                ("GET", ["categories"]) => WriteAsync(http, new Page<CategoryNode>(Tree, null)),
                ("PUT", ["categories", var id, "position"]) => MoveAsync(http, id, body),
                _ => SampleShop.RefuseAsync(http, 404, "not_found", "There is nothing here."),
            };
        await answer;
    }

    private Task ReviseAsync(HttpContext http, Guid id, JsonElement body)
    {
        var (product, content) = (_products[id], body.Deserialize<ProductContent>(GatewayClient.Json)!);
        if (http.Request.Headers.IfMatch != $"\"{product.Version}\"")
            return SampleShop.RefuseAsync(http, 412, "precondition_failed", "It has changed since you read it.");
        for (var i = 0; i < content.Variants.Count; i++)
            if (content.Variants[i].Sku.Contains(' ', StringComparison.Ordinal))
                return SampleShop.RefuseAsync(http, 422, "validation_failed", "Not every value is good.", ($"/variants/{i}/sku", "1 to 64 upper-case letters, digits, '.', '_' and '-'."));
        return WriteAsync(http, _products[id] = product with
        {
            Version = product.Version + 1,
            Name = content.Name,
            Slug = content.Slug,
            Brand = content.Brand,
            Description = content.Description,
            CategoryId = content.CategoryId,
            Attributes = content.Attributes,
            Variants = content.Variants,
        });
    }

    private Task DeleteAsync(HttpContext http, Guid id)
    {
        if (http.Request.Headers.IfMatch != $"\"{_products[id].Version}\"")
            return SampleShop.RefuseAsync(http, 412, "precondition_failed", "It has changed since you read it.");
        _products.TryRemove(id, out _);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private Page<ProductRow> Listed(IQueryCollection query) => new(
        [.. _products.Values.Where(p => p.Name.Contains(query["q"].ToString(), StringComparison.OrdinalIgnoreCase))
            .Where(p => query["status"].Count == 0 || p.Status == query["status"]).OrderByDescending(p => p.UpdatedAt)
            .Select(p => new ProductRow(p.Id, p.Slug, p.Status, p.Name, p.Brand, p.CategoryId, Spans(p), p.Variants.Count, p.Version, p.UpdatedAt, Noon)).Take(50)],
        null);

    private ChangePreview Preview(Guid id, BulkWish wish)
    {
        var (before, after) = (_products[id], Decide(_products[id], wish));
        return after is null
            ? new(id, before.Name, before.Version, new(before.Status, Spans(before)), null, new("catalog.nothing_to_change", $"Product {id} is that way already."))
            : new(id, before.Name, before.Version, new(before.Status, Spans(before)), new(after.Status, Spans(after)), null);
    }

    private ChangeDone Change(HttpContext http, JsonElement body)
    {
        var (wish, before, items) = (Wish(body), new List<ProductDetails>(), new List<ChangeDone.Item>());
        foreach (var item in body.GetProperty("items").EnumerateArray())
        {
            var product = _products[item.GetProperty("productId").GetGuid()];
            if (product.Version != item.GetProperty("version").GetInt64() || Decide(product, wish) is not { } after)
            {
                items.Add(new(product.Id, null, new("precondition_failed", "It has changed since you read it.")));
                continue;
            }

            before.Add(product);
            _products[product.Id] = after with { Version = product.Version + 1 };
            items.Add(new(product.Id, product.Version + 1, null));
        }

        var now = DateTimeOffset.UnixEpoch.AddYears(80);
        var change = new PastChange(Guid.CreateVersion7(), wish, SubjectOf(http), before.Count, now.AddMinutes(_changes.Count), now.AddMinutes(10), null);
        _changes[change.Id] = (change, [.. before]);
        return new(change.Id, change.UndoUntil, before.Count, items.Count - before.Count, items);
    }

    private ChangeUndone Undo(Guid id)
    {
        var (change, before) = _changes[id];
        _changes[id] = (change with { UndoneAt = Noon }, before);
        var open = before.Where(p => _products[p.Id].Version == p.Version + 1).ToArray();
        foreach (var product in open)
            _products[product.Id] = product with { Version = product.Version + 2 };
        return new(open.Length, before.Length - open.Length);
    }

    private Task MoveAsync(HttpContext http, string id, JsonElement body)
    {
        Moves.Enqueue($"{CatalogueWords.NameOf(Tree, Guid.Parse(id))} to {body.GetProperty("index")} below {(body.GetProperty("parentId").ValueKind == JsonValueKind.Null ? "the top" : CatalogueWords.NameOf(Tree, body.GetProperty("parentId").GetGuid()))}");
        return http.Request.Headers.IfMatch == "\"1\""
            ? WriteAsync(http, CatalogueWords.Flat(Tree).First(c => c.Node.Id == Guid.Parse(id)).Node)
            : SampleShop.RefuseAsync(http, 412, "precondition_failed", "It has changed since you read it.");
    }

    private static ProductDetails? Decide(ProductDetails product, BulkWish wish) => wish switch
    {
        { Action: "publish" } => product.Status == "published" ? null : product with { Status = "published" },
        { Action: "withdraw" } => product.Status == "published" ? product with { Status = "withdrawn" } : null,
        _ => product with { Variants = [.. product.Variants.Select(v => v with { Prices = [.. v.Prices.Select(p => p with { MinorUnits = (long)(p.MinorUnits * (100 + wish.Percent!.Value) / 100) })] })] },
    };

    private static IReadOnlyList<PriceSpan> Spans(ProductDetails product) =>
        [.. product.Variants.SelectMany(v => v.Prices).GroupBy(p => p.Currency).Select(g => new PriceSpan(g.Min(), g.Max()))];

    private static BulkWish Wish(JsonElement body) => body.GetProperty("change").Deserialize<BulkWish>(GatewayClient.Json)!;

    private static string SubjectOf(HttpContext http) =>
        new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(http.Request.Headers.Authorization.ToString()["Bearer ".Length..]).Subject;

    private static CategoryNode Node(string name, params CategoryNode[] children) => new(Guid.CreateVersion7(), name.ToLowerInvariant(), name, 1, children);

    private static Task WriteAsync<T>(HttpContext http, T body) => http.Response.WriteAsJsonAsync(body, GatewayClient.Json);
}
