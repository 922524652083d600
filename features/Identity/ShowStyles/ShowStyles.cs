namespace Commerce.Identity;

/// <summary>The pages' style sheet: a file, because the pages' policy takes no styles from within them.</summary>
internal static class ShowStyles
{
    private static readonly string Sheet = Read();

    public static IResult Handle(HttpContext http)
    {
        http.Response.Headers.CacheControl = "public, max-age=3600";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Text(Sheet, "text/css; charset=utf-8");
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapGet(PublicAddresses.Styles, Handle).AllowAnonymous().ExcludeFromDescription();

    private static string Read()
    {
        using var reader = new StreamReader(typeof(ShowStyles).Assembly.GetManifestResourceStream("pages.css")!);
        return reader.ReadToEnd();
    }
}
