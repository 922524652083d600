using System.Globalization;
using Commerce.AppHost.Hosting.Monitoring;
using Spectre.Console;

namespace Commerce.Cli;

internal static class ResourceTable
{
    public static bool IsWell(ResourceSnapshot resource) =>
        resource is { State: ResourceStates.Running, Health: ResourceHealth.Healthy } or { State: ResourceStates.Finished };

    public static Table Of(IReadOnlyList<ResourceSnapshot> resources)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Resource", "Kind", "State", "Health", "Process", "Restarts", "URL");
        foreach (var resource in resources)
        {
            table.AddRow(
                new Text(resource.Name),
                new Text(resource.Kind),
                new Text(resource.State, StyleOf(resource)),
                new Text(resource.Health ?? "", StyleOf(resource)),
                new Text(resource.Pid?.ToString(CultureInfo.InvariantCulture) ?? ""),
                new Text(resource.Restarts == 0 ? "" : resource.Restarts.ToString(CultureInfo.InvariantCulture)),
                new Text(string.Join(' ', resource.Urls)));
        }

        return table;
    }

    private static Style StyleOf(ResourceSnapshot resource) => resource switch
    {
        _ when IsWell(resource) => new Style(Color.Green),
        { State: ResourceStates.Failed } or { Health: ResourceHealth.Unhealthy } => new Style(Color.Red),
        { State: ResourceStates.Stopped } => new Style(Color.Grey),
        _ => new Style(Color.Yellow),
    };
}
