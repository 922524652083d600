using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Commerce.Ui;

/// <summary>
/// The style sheets, scripts and pictures that travel inside an application's assembly and inside this one, under addresses that change
/// with their content.
/// </summary>
public sealed class EmbeddedAssets
{
    private const string Immutable = "public, max-age=31536000, immutable";

    private readonly FrozenDictionary<string, Asset> _all;

    /// <param name="names">What the application brings itself, by name; what all applications share comes by itself.</param>
    public EmbeddedAssets(Assembly application, params IEnumerable<string> names)
    {
        var ours = typeof(EmbeddedAssets).Assembly;
        _all = names.Select(name => Load(application, name, name))
            .Concat([
                Load(ours, "ui.css", "ui.css"), Load(ours, "components.css", "ui-components.css"), Load(ours, "favicon.svg", "favicon.svg"),
                Load(ours, "theme.js", "theme.js"), Load(ours, "ui.js", "ui.js"), Load(ours, "_framework/blazor.web.js", "_framework/blazor.web.js"),
            ])
            .ToFrozenDictionary(a => a.Name);
    }

    /// <summary>Where a browser finds it, for as long as it likes.</summary>
    public string Url(string name) => $"assets/{name}?v={_all[name].Version}";

    public void Map(IEndpointRouteBuilder app)
    {
        foreach (var asset in _all.Values)
            app.MapGet("/assets/" + asset.Name, (HttpContext http) => Send(http, asset)).AllowAnonymous();
    }

    private static IResult Send(HttpContext http, Asset asset)
    {
        http.Response.Headers.CacheControl = http.Request.Query["v"] == asset.Version ? Immutable : "no-cache";
        return Results.Bytes(asset.Content, asset.ContentType, entityTag: new EntityTagHeaderValue($"\"{asset.Version}\""));
    }

    private static Asset Load(Assembly assembly, string resource, string name)
    {
        using var source = assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The asset {resource} is not embedded in {assembly.GetName().Name}.");
        var content = new byte[source.Length];
        source.ReadExactly(content);
        return new(name, ContentTypeOf(name), content, Convert.ToHexStringLower(SHA256.HashData(content))[..12]);
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"Nothing says what an asset named *{other} is."),
    };

    private sealed record Asset(string Name, string ContentType, byte[] Content, string Version);
}
