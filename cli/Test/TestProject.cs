namespace Commerce.Cli;

/// <summary>A project whose name ends in <c>.Tests</c>; it is a program that runs its own tests.</summary>
internal sealed record TestProject(string Name, bool RunsAlone)
{
    private static readonly string[] Folders = ["tests", "e2e"];

    public string Assembly => Path.Combine(Checkout.Root, "artifacts", "bin", Name, "release", $"{Name}.dll");

    public static IReadOnlyList<TestProject> Find(string[] names) =>
        [.. Folders
            .Select(folder => Path.Combine(Checkout.Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.Tests.csproj", SearchOption.AllDirectories))
            .Select(path => new TestProject(Path.GetFileNameWithoutExtension(path), NeedsTheMachine(path)))
            .Where(project => names.Length == 0 || names.Any(name => project.Name.Contains(name, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(project => project.RunsAlone)
            .ThenBy(project => project.Name, StringComparer.Ordinal)];

    /// <summary>Tests that start a platform or a browser would be slowed, and slow others, beyond their deadlines.</summary>
    private static bool NeedsTheMachine(string path) =>
        path.Contains($"{Path.DirectorySeparatorChar}e2e{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        || Path.GetFileName(path) is "Commerce.System.Tests.csproj" or "Commerce.AppHost.Tests.csproj";
}
