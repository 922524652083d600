using Commerce.Ui;
using Microsoft.AspNetCore.Routing;

namespace Commerce.DeveloperDashboard;

/// <summary>The style sheets, scripts and pictures of the dashboard.</summary>
internal static class DashboardAssets
{
    private static readonly EmbeddedAssets All = new(typeof(DashboardAssets).Assembly, "components.css", "start.js", "log-view.js");

    public static string Url(string name) => All.Url(name);

    public static void Map(IEndpointRouteBuilder app) => All.Map(app);
}
