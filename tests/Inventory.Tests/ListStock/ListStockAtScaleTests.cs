using Commerce.Defaults;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Commerce.Inventory.Tests;

/// <summary>What the list of stock costs among sixty thousand rows, in every order.</summary>
public sealed class ListStockAtScaleTests(ListStockAtScaleTests.LargeWarehouses stock) : IClassFixture<ListStockAtScaleTests.LargeWarehouses>
{
    private const int PagesToTouch = 600; // of 1 100, without the indexes'
    private const int Rows = 60_000;

    private static readonly string[] s_orders = ["sku", "available", "onHand", "-sku", "-available", "-onHand"];

    private static readonly (string? Text, string? Warehouse, bool Low)[] s_questions =
        [(null, null, false), (null, "BER", false), (null, null, true), (null, "PAR", true), ("SKU-00777", null, false), ("seldom", null, false), ("kettle", null, false)];

    public static TheoryData<string, string?, string?, bool> Questions => new(
        from sort in s_orders from asked in s_questions select new TheoryDataRow<string, string?, string?, bool>(sort, asked.Text, asked.Warehouse, asked.Low));

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task ListStock_InAnyOrder_LooksAtFewPages(string sort, string? text, string? warehouse, bool low)
    {
        var (sql, parameters) = new StockSearch(text, warehouse, low, StockOrder.Read(sort).Value).Statement(isCommon: text == "kettle", after: null, 51);
        Assert.InRange(await stock.Source.PagesTouchedAsync(sql, parameters), 1, PagesToTouch);
    }

    [Theory]
    [InlineData("sku")]
    [InlineData("-sku")]
    public async Task ListStock_OfACommonWord_LooksAtFewPages_DeepInsideToo(string sort)
    {
        Assert.True(Cursor.TryDecode(Cursor.Encode("deep", "SKU-10000", "PAR"), "deep", out var after));
        var (sql, parameters) = new StockSearch("kettle", null, false, StockOrder.Read(sort).Value).Statement(isCommon: true, after, 51);
        Assert.InRange(await stock.Source.PagesTouchedAsync(sql, parameters), 1, PagesToTouch);
    }

    [Theory]
    [InlineData("-available", "")]
    [InlineData("sku", "&q=kettle")]
    [InlineData("onHand", "&warehouse=BER")]
    public async Task ListStock_OfAll_ShowsEveryRowOnceInThatOrder_PageByPage(string sort, string narrowed)
    {
        var seen = new List<(int Number, string Row)>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await InventoryService.ReadAsync(stock.Staff, $"/api/v1/stock?limit=500&sort={sort}{narrowed}&cursor={cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(row => (
                sort == "sku" ? 0 : row.GetProperty(sort.TrimStart('-')).GetInt32(),
                $"{row.GetProperty("sku")}/{row.GetProperty("warehouse")}")));
            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }

        Assert.Equal(narrowed.Contains("warehouse", StringComparison.Ordinal) ? Rows / 3 : Rows, seen.Distinct().Count());
        var ordered = seen.Distinct().OrderBy(row => row.Number).ThenBy(row => row.Row, StringComparer.Ordinal);
        Assert.Equal(sort[0] == '-' ? ordered.Reverse() : ordered, seen);
    }

    /// <summary>A shop that has much, in three warehouses.</summary>
    public sealed class LargeWarehouses : IAsyncLifetime
    {
        private const string Fill = """
            WITH filled AS (
                INSERT INTO movements (sku, warehouse, version, delta, on_hand, reason, reference, actor, recorded_at)
                SELECT sku, warehouse, 1, quantity, quantity, 'received', 'test', 'test', now()
                FROM (SELECT 'SKU-' || lpad((n / 3)::text, 5, '0') AS sku, (ARRAY['BER', 'PAR', 'ROM'])[n % 3 + 1] AS warehouse, 1 + n * 7919 % 500 AS quantity
                      FROM generate_series(0, 59999) AS n) AS many)
            INSERT INTO stock (sku, warehouse, on_hand, reserved, version, low_at)
            SELECT 'SKU-' || lpad((n / 3)::text, 5, '0'), (ARRAY['BER', 'PAR', 'ROM'])[n % 3 + 1], 1 + n * 7919 % 500, n * 7919 % 500 / 2, 1, CASE WHEN n % 200 = 0 THEN 1000 ELSE 0 END
            FROM generate_series(0, 59999) AS n;
            INSERT INTO sku_names (sku, product_id, name)
            SELECT 'SKU-' || lpad(n::text, 5, '0'), md5(n::text)::uuid, 'Kettle number ' || n || CASE WHEN n % 1000 = 0 THEN ' seldom' ELSE '' END FROM generate_series(0, 19999) AS n;
            ANALYZE
            """;

        private readonly InventoryService _service = new();

        internal NpgsqlDataSource Source => _service.Services.GetRequiredService<NpgsqlDataSource>();

        internal HttpClient Staff => _service.Staff;

        public async ValueTask InitializeAsync()
        {
            await _service.InitializeAsync();
            await _service.Database.ExecuteAsync(Fill);
        }

        public ValueTask DisposeAsync() => _service.DisposeAsync();
    }
}
