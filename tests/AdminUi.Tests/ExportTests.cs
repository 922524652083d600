using Commerce.Kernel;

namespace Commerce.AdminUi;

public sealed class ExportTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData(null, "")]
    public void Field_IsOneCell_AndNeverAFormula(string? value, string written) => Assert.Equal(written + "\r\n", Csv.Line(value));

    [Fact]
    public async Task MillionOrders_AreWrittenInConstantMemory()
    {
        using var body = new CountingStream();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await ExportOrders.WriteAsync(body, Pages(2000, () => body.Peak = Math.Max(body.Peak, GC.GetTotalMemory(forceFullCollection: true) - before)), CancellationToken.None);

        Assert.Equal(1_000_001, body.Lines);
        Assert.InRange(body.Peak, 0, 8 * 1024 * 1024);
    }

    private static async IAsyncEnumerable<IReadOnlyList<OrderRow>> Pages(int count, Action measure)
    {
        for (var i = 0; i < count; i++)
        {
            if (i % 200 == 199)
                measure();
            yield return [.. Enumerable.Range(0, 500).Select(_ => new OrderRow(Guid.CreateVersion7(), Guid.CreateVersion7(), "completed", Money.Of(1299, "EUR"), 2, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch))];
        }

        await Task.CompletedTask;
    }

    private sealed class CountingStream : MemoryStream
    {
        public long Lines { get; private set; }

        public long Peak { get; set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Lines += buffer.Span.Count((byte)'\n');
            return ValueTask.CompletedTask;
        }
    }
}
