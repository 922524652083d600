using System.Buffers.Text;

namespace Commerce.Defaults.Tests;

public sealed class CursorTests(SampleService service) : IClassFixture<SampleService>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private const string Listing = "things:price";

    [Fact]
    public void Cursor_CarriesEveryKindOfKey()
    {
        var id = Guid.CreateVersion7();
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(7);
        var cursor = Cursor.Encode(Listing, id, 42, -7L, 12.30m, time, "Grüße \" \0", null);

        Assert.True(Cursor.TryDecode(cursor, Listing, out var key));
        Assert.NotNull(key);
        Assert.Equal((id, 42, -7, 12.30m, time, "Grüße \" \0"), (key.Id(0), key.Number(1), key.Number(2), key.Fraction(3), key.Time(4), key.Text(5)));
        Assert.True(key.IsNull(6));
        Assert.Equal(7, key.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Cursor_None_IsTheStart(string? cursor)
    {
        Assert.True(Cursor.TryDecode(cursor, Listing, out var key));
        Assert.Null(key);
    }

    [Fact]
    public void Cursor_WithAnyBitChanged_IsRefused()
    {
        var cursor = Cursor.Encode(Listing, 1999, Guid.CreateVersion7());
        var bytes = Base64Url.DecodeFromChars(cursor);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var tampered = (byte[])bytes.Clone();
            tampered[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Cursor.TryDecode(Base64Url.EncodeToString(tampered), Listing, out _), $"bit {bit}");
        }
    }

    [Fact]
    public void Cursor_Shortened_OrLengthened_IsRefused()
    {
        var cursor = Cursor.Encode(Listing, 1999);
        for (var length = 1; length < cursor.Length; length++)
            Assert.False(Cursor.TryDecode(cursor[..length], Listing, out _), $"length {length}");
        foreach (var more in new[] { "A", "AAAA", "=", " ", "%", "\n" })
            Assert.False(Cursor.TryDecode(cursor + more, Listing, out _), more);
    }

    [Fact]
    public void Cursor_OfAnotherListing_IsRefused() =>
        Assert.False(Cursor.TryDecode(Cursor.Encode(Listing, 1999), "things:name", out _));

    [Theory]
    [InlineData("nonsense")]
    [InlineData("😀")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Cursor_MadeUp_IsRefused(string cursor) => Assert.False(Cursor.TryDecode(cursor, Listing, out _));

    [Fact]
    public void Cursor_OfAnotherShape_CannotBeRead()
    {
        Assert.True(Cursor.TryDecode(Cursor.Encode(Listing, "text"), Listing, out var key));
        Assert.NotNull(key);
        Assert.Throws<InvalidCursorException>(() => key.Id(0));
        Assert.Throws<InvalidCursorException>(() => key.Number(0));
        Assert.Throws<InvalidCursorException>(() => key.Fraction(0));
        Assert.Throws<InvalidCursorException>(() => key.Text(1));
    }

    [Fact]
    public async Task Listing_WalkedByCursors_ShowsEachNoteOnce()
    {
        using var client = service.CreateClient(Guid.CreateVersion7());
        for (var i = 0; i < 7; i++)
            await (await client.SendAsync(Answers.Post("/api/v1/notes", new { text = $"note {i}" }), Stop)).JsonAsync(201);

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await (await client.GetAsync(new Uri($"/api/v1/notes?limit=3&cursor={cursor}", UriKind.Relative), Stop)).JsonAsync(200);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(n => n.GetProperty("text").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"note {i}"), seen);
    }

    [Theory]
    [InlineData("cursor=nonsense", 400, "invalid_cursor")]
    [InlineData("cursor=a&cursor=b", 400, "invalid_cursor")]
    [InlineData("limit=0", 422, "invalid_limit")]
    [InlineData("limit=-1", 422, "invalid_limit")]
    [InlineData("limit=101", 422, "invalid_limit")]
    [InlineData("limit=4294967296", 400, "invalid_parameter")]
    public async Task Listing_AskedWrongly_IsRefused(string query, int status, string code)
    {
        using var client = service.CreateClient(Guid.CreateVersion7());
        await (await client.GetAsync(new Uri("/api/v1/notes?" + query, UriKind.Relative), Stop)).ProblemAsync(status, code);
    }
}
