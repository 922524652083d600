using System.Net.Mime;
using System.Text;
using Commerce.AppHost.Hosting.Monitoring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Commerce.DeveloperDashboard;

/// <summary>A resource's whole remembered console as a text file, each line as it was written.</summary>
internal static class DownloadLog
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/logs/{resource}/download", Handle);

    private static IResult Handle(string resource, IResourceMonitor monitor, TimeProvider clock)
    {
        if (monitor.Snapshot().All(r => r.Name != resource))
            return Results.NotFound();

        var text = new StringBuilder();
        foreach (var line in monitor.ReadLog(resource, int.MaxValue))
            text.Append(AnsiText.Strip(line.Text)).Append('\n');
        var name = $"{resource}-{clock.GetUtcNow():yyyyMMdd-HHmmss}.log";
        return Results.File(Encoding.UTF8.GetBytes(text.ToString()), MediaTypeNames.Text.Plain + "; charset=utf-8", name);
    }
}
