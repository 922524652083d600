using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Commerce.AdminUi;

/// <summary>The style sheets, scripts and pictures that travel inside this assembly, under addresses that change with their content.</summary>
internal static class PortalAssets
{
    private const string Immutable = "public, max-age=31536000, immutable";
    private const string Script = "text/javascript; charset=utf-8";
    private const string Style = "text/css; charset=utf-8";

    private static readonly FrozenDictionary<string, Asset> All = new[]
    {
        Load("app.css", Style),
        Load("grid.css", Style),
        Load("components.css", Style),
        Load("favicon.svg", "image/svg+xml"),
        Load("theme.js", Script),
        Load("portal.js", Script),
        Load("drafts.js", Script),
        Load("start.js", Script),
        Load("radzen.js", Script),
        Load("_framework/blazor.web.js", Script),
    }.ToFrozenDictionary(a => a.Name);

    /// <summary>Where a browser finds it, for as long as it likes.</summary>
    public static string Url(string name) => $"assets/{name}?v={All[name].Version}";

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var asset in All.Values)
            app.MapGet("/assets/" + asset.Name, (HttpContext http) => Send(http, asset)).AllowAnonymous();
    }

    private static IResult Send(HttpContext http, Asset asset)
    {
        http.Response.Headers.CacheControl = http.Request.Query["v"] == asset.Version ? Immutable : "no-cache";
        return Results.Bytes(asset.Content, asset.ContentType, entityTag: new EntityTagHeaderValue($"\"{asset.Version}\""));
    }

    private static Asset Load(string name, string contentType)
    {
        using var source = typeof(PortalAssets).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The asset {name} is not embedded in this assembly.");
        var content = new byte[source.Length];
        source.ReadExactly(content);
        return new(name, contentType, content, Convert.ToHexStringLower(SHA256.HashData(content))[..12]);
    }

    private sealed record Asset(string Name, string ContentType, byte[] Content, string Version);
}
