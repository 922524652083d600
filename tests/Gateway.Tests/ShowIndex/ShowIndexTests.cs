using System.Net;
using System.Text.RegularExpressions;

namespace Commerce.Gateway;

public sealed partial class ShowIndexTests
{
    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/docs", "text/html")]
    [InlineData("/docs/docs.js", "text/javascript")]
    [InlineData("/docs/pages.css", "text/css")]
    public async Task Page_IsServedUnderItsOwnPolicy(string path, string type)
    {
        await using var gateway = await TestGateway.StartAsync([]);

        using var response = await gateway.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("default-src 'self'", response.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/docs")]
    public async Task Page_NeedsNothingFromElsewhereAndNothingInline(string path)
    {
        await using var gateway = await TestGateway.StartAsync([]);

        using var response = await gateway.GetAsync(path);
        var html = await response.TextAsync();

        Assert.DoesNotContain("://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
        foreach (Match reference in OwnReference().Matches(html))
        {
            using var asset = await gateway.GetAsync(reference.Groups[1].Value);
            Assert.Equal(HttpStatusCode.OK, asset.StatusCode);
        }
    }

    [GeneratedRegex("(?:src|rel=\"stylesheet\" href)=\"([^\"]+)\"")]
    private static partial Regex OwnReference();
}
