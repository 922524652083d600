using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.Cli;

/// <summary>A program of the repository that is made of the services' own code: built when it is needed and something has changed since.</summary>
/// <param name="what">What a person calls it.</param>
/// <param name="project">Its folder.</param>
internal sealed class BuiltProgram(string what, string project, string assembly)
{
    private readonly string[] _sources = [project, "features", "ServiceDefaults"];
    private readonly string _stamp = Path.Combine(Checkout.Root, "artifacts", $"{assembly}-built");
    private readonly string _program = Path.Combine(Checkout.Root, "artifacts", "bin", assembly, "release", $"{assembly}.dll");

    /// <summary>Builds it if it must be, and runs it to its end.</summary>
    public async Task<int> RunAsync(IEnumerable<string> arguments, CancellationToken ct, IReadOnlyDictionary<string, string>? environment = null)
    {
        try
        {
            await EnsureAsync(ct);
            return await Tool.RunAsync("dotnet", ["exec", _program, .. arguments], Console.WriteLine, ct, environment);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
    }

    private async Task EnsureAsync(CancellationToken ct)
    {
        var begun = DateTime.UnixEpoch + TimeProvider.System.GetUtcNow().Subtract(DateTimeOffset.UnixEpoch);
        if (File.Exists(_program) && File.Exists(_stamp) && LastChange() < File.GetLastWriteTimeUtc(_stamp))
            return;

        var output = new List<string>();
        var exitCode = await Screen.StepAsync($"Building {what}", "Built", report => Tool.RunAsync(
            "dotnet", ["build", project, "-c", "Release", "-v", "minimal", "--tl:off", "--nologo", "-nodeReuse:false"], line =>
            {
                output.Add(line);
                report(line.Trim());
            }, ct));
        if (exitCode != 0)
            throw new RefusedException(ExitCodes.BuildFailed, $"The build failed:\n{string.Join('\n', output.Where(l => l.Contains(": error ", StringComparison.Ordinal)).Distinct())}");

        await File.WriteAllTextAsync(_stamp, "", ct);
        File.SetLastWriteTimeUtc(_stamp, begun); // what was edited while it built is not in it
    }

    // Folders count too: deleting a file touches nothing else.
    private DateTime LastChange() => _sources
        .Select(folder => new DirectoryInfo(Path.Combine(Checkout.Root, folder)))
        .SelectMany(folder => folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Prepend(folder))
        .Max(entry => entry.LastWriteTimeUtc);
}
