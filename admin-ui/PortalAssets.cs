using Commerce.Ui;

namespace Commerce.AdminUi;

/// <summary>The style sheets, scripts and pictures of the portal.</summary>
internal static class PortalAssets
{
    private static readonly EmbeddedAssets All = new(
        typeof(PortalAssets).Assembly, "app.css", "grid.css", "components.css", "portal.js", "drafts.js", "start.js", "radzen.js");

    public static string Url(string name) => All.Url(name);

    public static void Map(IEndpointRouteBuilder app) => All.Map(app);
}
