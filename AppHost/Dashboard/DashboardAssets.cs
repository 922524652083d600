using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Commerce.DeveloperDashboard;

/// <summary>The style sheets, scripts and pictures that travel inside this assembly.</summary>
internal static class DashboardAssets
{
    private const string Immutable = "public, max-age=31536000, immutable";

    private static readonly FrozenDictionary<string, Asset> All = new[]
    {
        Load("app.css", "text/css; charset=utf-8"),
        Load("components.css", "text/css; charset=utf-8"),
        Load("favicon.svg", "image/svg+xml"),
        Load("theme.js", "text/javascript; charset=utf-8"),
        Load("start.js", "text/javascript; charset=utf-8"),
        Load("log-view.js", "text/javascript; charset=utf-8"),
        Load("_framework/blazor.web.js", "text/javascript; charset=utf-8"),
    }.ToFrozenDictionary(a => a.Name);

    /// <summary>An address that changes with the content, so a browser may keep what it got for ever.</summary>
    public static string Url(string name) => $"{name}?v={All[name].Version}";

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var asset in All.Values)
            app.MapGet("/" + asset.Name, (HttpContext http) => Send(http, asset));
    }

    private static IResult Send(HttpContext http, Asset asset)
    {
        http.Response.Headers.CacheControl = http.Request.Query["v"] == asset.Version ? Immutable : "no-cache";
        return Results.Bytes(asset.Content, asset.ContentType, entityTag: new EntityTagHeaderValue($"\"{asset.Version}\""));
    }

    private static Asset Load(string name, string contentType)
    {
        using var source = typeof(DashboardAssets).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The asset {name} is not embedded in this assembly.");
        var content = new byte[source.Length];
        source.ReadExactly(content);
        return new(name, contentType, content, Convert.ToHexStringLower(SHA256.HashData(content))[..12]);
    }

    private sealed record Asset(string Name, string ContentType, byte[] Content, string Version);
}
