using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.Cli;

/// <summary>Builds the simulation with the code that it plays, unless nothing has changed since it was built last.</summary>
internal static class SimulationBuild
{
    private static readonly string[] Sources = ["tests/Simulation", "features", "ServiceDefaults"];
    private static readonly string Stamp = Path.Combine(Checkout.Root, "artifacts", "simulation-built");

    public static string Program { get; } = Path.Combine(Checkout.Root, "artifacts", "bin", "Commerce.Simulation", "release", "Commerce.Simulation.dll");

    public static async Task EnsureAsync(CancellationToken ct)
    {
        var begun = DateTime.UnixEpoch + TimeProvider.System.GetUtcNow().Subtract(DateTimeOffset.UnixEpoch);
        if (File.Exists(Program) && File.Exists(Stamp) && LastChange() < File.GetLastWriteTimeUtc(Stamp))
            return;

        var output = new List<string>();
        var exitCode = await Screen.StepAsync("Building the simulation", "Built", report => Tool.RunAsync(
            "dotnet", ["build", "tests/Simulation", "-c", "Release", "-v", "minimal", "--tl:off", "--nologo", "-nodeReuse:false"], line =>
            {
                output.Add(line);
                report(line.Trim());
            }, ct));
        if (exitCode != 0)
            throw new RefusedException(ExitCodes.BuildFailed, $"The build failed:\n{string.Join('\n', output.Where(l => l.Contains(": error ", StringComparison.Ordinal)).Distinct())}");

        await File.WriteAllTextAsync(Stamp, "", ct);
        File.SetLastWriteTimeUtc(Stamp, begun); // what was edited while it built is not in it
    }

    // Folders count too: deleting a file touches nothing else.
    private static DateTime LastChange() => Sources
        .Select(folder => new DirectoryInfo(Path.Combine(Checkout.Root, folder)))
        .SelectMany(folder => folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Prepend(folder))
        .Max(entry => entry.LastWriteTimeUtc);
}
