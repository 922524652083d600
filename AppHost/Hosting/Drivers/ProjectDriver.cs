using System.Net;
using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

/// <summary>Runs a project from its build output, beside which the AppHost's own lies.</summary>
internal sealed class ProjectDriver(Unit unit, ProjectResource project, InstanceDirectory instance, HttpClient http) : IDriver
{
    private static readonly DirectoryInfo OwnOutput = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    public string Kind => ResourceKinds.Project;

    public string? Source => Path.GetRelativePath(instance.Checkout, project.ProjectPath);

    public IReadOnlyList<string> Urls => [.. project.Endpoints.Select(endpoint => endpoint.UrlOf(unit.Replica))];

    public bool RunsToCompletion => project.Endpoints.Count == 0;

    public async Task<ProcessSpec?> PrepareAsync(Action<string, bool> log, CancellationToken ct)
    {
        var name = Path.GetFileNameWithoutExtension(project.ProjectPath);
        var assembly = Path.Combine(OwnOutput.Parent!.Parent!.FullName, name, OwnOutput.Name, $"{name}.dll");
        if (!File.Exists(assembly))
            throw new StartRefusedException(ExitCodes.BuildFailed, $"{Source} has not been built ({assembly} is missing).", unit.Name);

        return new ProcessSpec("dotnet", ["exec", assembly, .. project.Arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(project.ProjectPath)!,
            Environment = await ServiceEnvironment.BuildAsync(unit, instance, ct),
        };
    }

    public async Task<bool> IsHealthyAsync(CancellationToken ct)
    {
        if (project.HealthCheck is not { } check)
            return true;

        var endpoint = project.Endpoints.First(candidate => candidate.Name == check.EndpointName);
        using var response = await http.GetAsync($"{endpoint.LocalUrlOf(unit.Replica)}{check.Path}", HttpCompletionOption.ResponseHeadersRead, ct);
        return response.StatusCode == (HttpStatusCode)check.StatusCode;
    }
}
