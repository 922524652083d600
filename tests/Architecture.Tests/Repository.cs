namespace Commerce.ArchitectureTests;

/// <summary>The source as it lies in the checkout.</summary>
internal static class Repository
{
    private static readonly string[] s_generated = ["artifacts", "obj", "bin", ".git", ".commerce"];

    public static string Root { get; } = Find();

    public static string[] Contexts { get; } = ["Gateway", "Identity", "Catalog", "Inventory", "Ordering", "Payments", "PaymentSandbox"];

    /// <summary>Files below a folder, generated ones left out.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar).Any(s_generated.Contains)),
    ];

    public static string Relative(string file) => Path.GetRelativePath(Root, file);

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Commerce.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not lie inside a checkout.");
        return folder;
    }
}
