using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.Cli;

/// <summary>Builds the platform, unless nothing has changed since it was built last.</summary>
internal static class PlatformBuild
{
    private static readonly string[] Sources = ["AppHost", "ServiceDefaults", "features", "admin-ui", "build"];
    private static readonly string Stamp = Path.Combine(Checkout.Root, "artifacts", "platform-built");

    public static async Task EnsureAsync(CancellationToken ct)
    {
        var begun = DateTime.UnixEpoch + TimeProvider.System.GetUtcNow().Subtract(DateTimeOffset.UnixEpoch);
        if (File.Exists(Stamp) && LastChange() < File.GetLastWriteTimeUtc(Stamp))
            return;

        var output = new List<string>();
        var exitCode = await Screen.StepAsync("Building", "Built", report => BuildAsync(output, report, ct));
        if (exitCode != 0)
            throw Failure(output);

        await File.WriteAllTextAsync(Stamp, "", ct);
        File.SetLastWriteTimeUtc(Stamp, begun); // what was edited while it built is not in it
    }

    private static Task<int> BuildAsync(List<string> output, Action<string> report, CancellationToken ct)
    {
        var total = Sources.Select(Folder).Where(Directory.Exists)
            .Sum(folder => Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories).Count());
        var built = 0;
        report("restoring packages");
        // No build nodes may stay behind: they would hold memory that the platform needs.
        return Tool.RunAsync("dotnet", ["build", "AppHost", "-c", "Release", "-v", "minimal", "--tl:off", "--nologo", "-nodeReuse:false"], OnLine, ct);

        void OnLine(string line)
        {
            output.Add(line);
            var arrow = line.IndexOf(" -> ", StringComparison.Ordinal);
            if (arrow > 0)
                report($"{++built} of {total} projects, {line[..arrow].Trim()}");
        }
    }

    private static RefusedException Failure(List<string> output)
    {
        if (output.Exists(line => line.Contains("No space left on device", StringComparison.Ordinal)))
            return new RefusedException(ExitCodes.DiskFull, "The disk is full: the build could not write its output.");

        var errors = output.Where(line => line.Contains(": error ", StringComparison.Ordinal)).Distinct().Take(20).ToList();
        var shown = errors.Count > 0 ? errors : output.TakeLast(20);
        return new RefusedException(ExitCodes.BuildFailed, $"The build failed:\n{string.Join('\n', shown)}");
    }

    /// <summary>Folders count too: deleting a file touches nothing else.</summary>
    private static DateTime LastChange()
    {
        var folders = Sources.Select(Folder).Where(Directory.Exists).Select(path => new DirectoryInfo(path)).ToList();
        var inside = folders.SelectMany(folder => folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories));
        var beside = new DirectoryInfo(Checkout.Root).EnumerateFiles("*.*").Where(file => file.Extension is ".props" or ".targets" or ".json" or ".editorconfig" or ".txt");
        return folders.Concat(inside).Concat(beside).Max(entry => entry.LastWriteTimeUtc);
    }

    private static string Folder(string name) => Path.Combine(Checkout.Root, name);
}
