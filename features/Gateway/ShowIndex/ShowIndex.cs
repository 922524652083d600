using System.Reflection;

namespace Commerce.Gateway;

/// <summary>What a person finds here: a front page with the way on, and a page to read the API and try it.</summary>
internal static class ShowIndex
{
    // The pages bring all they need themselves: nothing from another host, no inline script.
    private const string PagePolicy =
        "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";

    private static readonly EdgeRules Rules = new();

    public static void Map(IEndpointRouteBuilder app)
    {
        MapPage(app, "/", "index.html", "text/html; charset=utf-8");
        MapPage(app, "/docs", "docs.html", "text/html; charset=utf-8");
        MapPage(app, "/docs/docs.js", "docs.js", "text/javascript; charset=utf-8");
        MapPage(app, "/docs/pages.css", "pages.css", "text/css; charset=utf-8");
    }

    private static void MapPage(IEndpointRouteBuilder app, string path, string name, string contentType)
    {
        var content = Read(name);
        app.MapGet(path, (HttpContext context) =>
        {
            context.Response.Headers.ContentSecurityPolicy = PagePolicy;
            context.Response.Headers.CacheControl = "public, max-age=300";
            return TypedResults.Bytes(content, contentType);
        }).WithMetadata(Rules).AllowAnonymous().ExcludeFromDescription();
    }

    private static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"pages/{name}")
            ?? throw new InvalidOperationException($"The page {name} is not embedded.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
