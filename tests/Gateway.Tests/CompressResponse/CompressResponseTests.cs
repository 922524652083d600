using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Commerce.Gateway;

public sealed class CompressResponseTests
{
    private static readonly string Large = $"{{\"text\":\"{new string('x', 5000)}\"}}";

    [Theory]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip;q=0.5, br;q=0.1", "gzip")]
    [InlineData("identity", null)]
    public async Task Json_IsPackedAsTheCallerLikesIt(string accepts, string? encoding)
    {
        await using var catalog = await Upstream.StartAsync(context => AnswerAsync(context, Large));
        await using var gateway = await TestGateway.StartAsync("catalog", catalog);

        using var response = await gateway.GetAsync("/api/v1/products", ("Accept-Encoding", accepts));

        Assert.Equal(encoding, response.Header("Content-Encoding"));
        Assert.Equal("Accept-Encoding", response.Header("Vary"));
        Assert.Equal("\"7\"", response.Header("ETag"));
        var raw = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using var plain = encoding switch
        {
            "br" => new BrotliStream(raw, CompressionMode.Decompress),
            "gzip" => new GZipStream(raw, CompressionMode.Decompress),
            _ => raw,
        };
        using var reader = new StreamReader(plain);
        Assert.Equal(Large, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Answer_TooSmallToGain_IsLeftAlone()
    {
        await using var catalog = await Upstream.StartAsync(context => AnswerAsync(context, "{\"ok\":true}"));
        await using var gateway = await TestGateway.StartAsync("catalog", catalog);

        using var response = await gateway.GetAsync("/api/v1/products", ("Accept-Encoding", "br"));

        Assert.Null(response.Header("Content-Encoding"));
    }

    [Fact]
    public async Task Answer_WithTokens_IsNeverPacked()
    {
        await using var identity = await Upstream.StartAsync(context => AnswerAsync(context, Large));
        await using var gateway = await TestGateway.StartAsync("identity", identity);

        using var response = await gateway.SendAsync(HttpMethod.Post, "/api/v1/auth/login", null, ("Accept-Encoding", "br, gzip"));

        Assert.Null(response.Header("Content-Encoding"));
        Assert.Equal(Large, await response.TextAsync());
    }

    private static Task AnswerAsync(HttpContext context, string body)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        context.Response.Headers.ETag = "\"7\"";
        return context.Response.WriteAsync(body);
    }
}
