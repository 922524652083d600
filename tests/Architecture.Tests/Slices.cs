using System.Text.RegularExpressions;

namespace Commerce.ArchitectureTests;

/// <summary>A use case: a folder with a file of its name.</summary>
internal sealed partial record Slice(string Context, string Name, string Folder)
{
    public static Slice[] All { get; } =
    [
        .. from context in Repository.Contexts
           from folder in Directory.EnumerateDirectories(Path.Combine(Repository.Root, "features", context))
           let name = Path.GetFileName(folder)
           where File.Exists(Path.Combine(folder, $"{name}.cs"))
           select new Slice(context, name, folder),
    ];

    /// <summary>The slice's code, its comments and texts left out.</summary>
    public string Code { get; } = NotCode().Replace(string.Concat(Repository.Files(Folder, "*.cs").Select(File.ReadAllText)), " ");

    /// <summary>Types that the slice declares, and its extension methods: what another slice could use.</summary>
    public IEnumerable<string> Types => Declared().Matches(Code).Select(m => m.Groups["name"].Value).Distinct();

    public IEnumerable<string> Extensions => Extended().Matches(Code).Select(m => m.Groups["name"].Value).Distinct();

    public override string ToString() => $"{Context}/{Name}";

    [GeneratedRegex("""//[^\n]*|"(?:\\.|[^"\\\n])*"|\"{3,}.*?\"{3,}""", RegexOptions.Singleline)]
    private static partial Regex NotCode();

    [GeneratedRegex(@"^(internal|public)[\w ]*? (class|record struct|record|struct|interface|enum) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"static [\w<>\[\]?, ]+ (?<name>\w+)(<\w+>)?\(\s*this ")]
    private static partial Regex Extended();
}
