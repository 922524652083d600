namespace Commerce.Identity;

/// <summary>The pages' only script: a file, because the pages' policy runs none from within them. Without it they offer no passkeys.</summary>
internal static class ShowScript
{
    private static readonly string Script = Read();

    public static IResult Handle(HttpContext http)
    {
        http.Response.Headers.CacheControl = "public, max-age=3600";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Text(Script, "text/javascript; charset=utf-8");
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapGet(PublicAddresses.Script, Handle).AllowAnonymous().ExcludeFromDescription();

    private static string Read()
    {
        using var reader = new StreamReader(typeof(ShowScript).Assembly.GetManifestResourceStream("passkeys.js")!);
        return reader.ReadToEnd();
    }
}
