using System.Globalization;
using Commerce.Kernel;

namespace Commerce.AdminUi;

public sealed class CsvExportTests
{
    private const int PageSize = 500;

    private static readonly CsvExport<object, OrderRow> Export = new("orders", "orders:read", OrderList.Schema, (_, _, _, _, _) => throw new NotSupportedException(),
    [
        new("order", row => row.OrderId), new("placed", row => row.PlacedAt), new("total", row => row.Total), new("items", row => row.ItemCount), new("status", row => row.Status),
    ]);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("+2", "'+2")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("\n=1+1", "\"'\n=1+1\"")]
    [InlineData(null, "")]
    public void Text_IsOneCell_AndNeverAFormula(string? value, string written) => Assert.Equal(written + "\r\n", Csv.Line(value));

    [Fact]
    public void Values_AreWrittenSoThatProgramsReadThem()
    {
        var at = new DateTimeOffset(2026, 3, 14, 13, 30, 5, TimeSpan.FromHours(1));
        var id = Guid.Parse("0198c0de-0000-7000-8000-000000000001");

        Assert.Equal($"-27,-1299.50,2026-03-14T12:30:05.000Z,{id},true,\r\n", Csv.Line(-27, Money.Of(-129950, "EUR"), at, id, true, (Money?)null));
    }

    [Fact]
    public async Task Write_FollowsTheCursorsToTheEnd()
    {
        using var body = new MemoryStream();
        var asked = new List<string>();

        await Export.WriteAsync(body, PageAt(0, 3), cursor =>
        {
            asked.Add(cursor);
            return Task.FromResult(PageAt(int.Parse(cursor, CultureInfo.InvariantCulture), 3));
        }, CancellationToken.None);

        Assert.Equal(["1", "2"], asked);
        var lines = System.Text.Encoding.UTF8.GetString(body.ToArray()).Split("\r\n");
        Assert.Equal(Csv.Mark + "order,placed,total,items,status", lines[0]);
        Assert.Equal(3 * PageSize + 2, lines.Length);
        Assert.EndsWith(",1970-01-01T00:00:00.000Z,12.99,2,completed", lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_OfAMillionRows_TakesConstantMemory()
    {
        const int pages = 2000;
        using var body = new CountingStream();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var peak = 0L;

        await Export.WriteAsync(body, PageAt(0, pages), cursor =>
        {
            var page = int.Parse(cursor, CultureInfo.InvariantCulture);
            if (page % 200 == 199)
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
            return Task.FromResult(PageAt(page, pages));
        }, CancellationToken.None);

        Assert.Equal(1_000_001, body.Lines);
        Assert.InRange(peak, 1, 8 * 1024 * 1024);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    internal void Exports_NameEachColumnOnce_AndWriteEveryKindOfValue(string[] names, string line)
    {
        Assert.Equal(names.Distinct(), names);
        Assert.DoesNotContain("=1+1", line.Split(','));
    }

    public static TheoryData<string[], string> Rows => new()
    {
        { Names(OrderList.Export), Line(OrderList.Export, PageAt(0, 1).Items[0] with { Status = "=1+1" }) },
        { Names(ProductList.Export), Line(ProductList.Export, new ProductRow(Guid.CreateVersion7(), "s", "draft", "=1+1", "=1+1", Guid.CreateVersion7(), [new(Money.Of(1, "EUR"), Money.Of(2, "EUR"))], 2, 1, default, null)) },
        { Names(StockList.Export), Line(StockList.Export, new StockLevel("=1+1", "=1+1", null, "BER", 1, 1, 0, 0, true, 1)) },
        { Names(MovementList.Export), Line(MovementList.Export, new StockMovement("BER", 1, -2, 3, "loss", "=1+1", "system", "=1+1", null, default)) },
        {
            Names(PaymentList.Export),
            Line(PaymentList.Export, new PaymentDetails(Guid.CreateVersion7(), Guid.CreateVersion7(), "captured", Money.Of(1, "EUR"), null, null, null, null, new("=1+1", "4242"), "=1+1", null, "=1+1", default, default))
        },
        { Names(CustomerList.Export), Line(CustomerList.Export, new CustomerRow(Guid.CreateVersion7(), "=1+1", "=1+1", default, "active", null, ["=1+1"])) },
    };

    private static string[] Names<TClient, TRow>(CsvExport<TClient, TRow> export)
        where TClient : notnull => [.. export.Columns.Select(c => c.Name)];

    private static string Line<TClient, TRow>(CsvExport<TClient, TRow> export, TRow row)
        where TClient : notnull => Csv.Line(export.Columns.Select(c => c.Value(row))).TrimEnd();

    private static Page<OrderRow> PageAt(int page, int pages) => new(
        [.. Enumerable.Range(0, PageSize).Select(_ => new OrderRow(Guid.CreateVersion7(), Guid.CreateVersion7(), "completed", Money.Of(1299, "EUR"), 2, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch))],
        page + 1 < pages ? $"{page + 1}" : null);

    private sealed class CountingStream : MemoryStream
    {
        public long Lines { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Lines += buffer.Span.Count((byte)'\n');
            return ValueTask.CompletedTask;
        }
    }
}
