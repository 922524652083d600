using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Commerce.ArchitectureTests;

public sealed partial class SourceTests
{
    private const int LongestFile = 250;

    [Fact]
    public void Contexts_ReferenceEachOthersContractsOnly()
    {
        var looked = 0;
        foreach (var context in Repository.Contexts)
        {
            var project = Repository.Files($"features/{context}", "*.csproj").Single();
            foreach (var reference in XDocument.Load(project).Descendants("ProjectReference").Select(r => r.Attribute("Include")!.Value))
            {
                looked++;
                Assert.True(
                    reference.Contains("/ServiceDefaults/", StringComparison.Ordinal) || reference.EndsWith(".Contracts.csproj", StringComparison.Ordinal),
                    $"{context} references {reference}.");
            }
        }

        Assert.True(looked > 20, "The rule has looked at hardly anything.");
    }

    [Fact]
    public void Contracts_ReferenceTheKernelOnly()
    {
        var projects = Repository.Files("features", "*.Contracts.csproj");
        Assert.Equal(5, projects.Count);
        foreach (var reference in projects.SelectMany(p => XDocument.Load(p).Descendants("ProjectReference")).Select(r => r.Attribute("Include")!.Value))
            Assert.EndsWith("Commerce.Kernel.csproj", reference, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_NamesEveryUseCase_AndNothingElse()
    {
        var map = File.ReadAllText(Path.Combine(Repository.Root, "features", "README.md"));
        var named = MapEntry().Matches(map).Select(m => m.Groups["folder"].Value).ToHashSet();
        var existing = Repository.Contexts
            .SelectMany(context => Directory.EnumerateDirectories(Path.Combine(Repository.Root, "features", context)))
            .Where(folder => File.Exists(Path.Combine(folder, $"{Path.GetFileName(folder)}.cs")))
            .Select(folder => $"{Path.GetFileName(Path.GetDirectoryName(folder))}/{Path.GetFileName(folder)}")
            .ToHashSet();
        Assert.True(existing.Count > 60, "The rule has looked at hardly anything.");
        Assert.Empty(existing.Except(named));
        Assert.DoesNotContain(named, n => !Directory.Exists(Path.Combine(Repository.Root, "features", n)));
    }

    [Fact]
    public void UseCases_WithARoute_AreMapped()
    {
        var looked = 0;
        foreach (var context in Repository.Contexts)
        {
            var sources = Repository.Files($"features/{context}", "*.cs");
            var all = string.Concat(sources.Select(File.ReadAllText));
            foreach (var slice in sources.Where(s => Path.GetFileNameWithoutExtension(s) == Path.GetFileName(Path.GetDirectoryName(s))))
            {
                var name = Path.GetFileNameWithoutExtension(slice);
                if (!File.ReadAllText(slice).Contains("static void Map(IEndpointRouteBuilder", StringComparison.Ordinal))
                    continue;
                looked++;
                Assert.True(Regex.IsMatch(all, $@"\b{name}\.Map\("), $"{context}/{name} is never mapped.");
            }
        }

        Assert.True(looked > 40, "The rule has looked at hardly anything.");
    }

    [Fact]
    public void Files_AreShort()
    {
        string[] folders = ["features", "ServiceDefaults", "AppHost", "cli"];
        var files = folders.SelectMany(f => Repository.Files(f, "*.cs")).ToArray();
        Assert.True(files.Length > 300, "The rule has looked at hardly anything.");
        Assert.Empty(files.Where(f => File.ReadLines(f).Count() > LongestFile).Select(Repository.Relative));
    }

    [Fact]
    public void Names_SayWhatAThingIs()
    {
        string[] folders = ["features", "ServiceDefaults", "AppHost", "cli"];
        var files = folders.SelectMany(f => Repository.Files(f, "*.cs")).ToArray();
        var types = files.SelectMany(f => Declared().Matches(File.ReadAllText(f)).Select(m => (Name: m.Groups["name"].Value, Where: f)));
        var directories = files.Select(f => Path.GetDirectoryName(f)!).Distinct().Select(d => (Name: Path.GetFileName(d), Where: d));
        var named = types.Concat(directories).ToArray();
        Assert.True(named.Length > 500, "The rule has looked at hardly anything.");
        Assert.Empty(named.Where(n => SaysNothing().IsMatch(n.Name)).Select(n => $"{n.Name} in {Repository.Relative(n.Where)}"));
    }

    [Fact]
    public void Migrations_HaveNumbersOfTheirOwn()
    {
        var folders = Repository.Files("features", "*.sql").Concat(Repository.Files("ServiceDefaults", "*.sql")).GroupBy(f => Path.GetDirectoryName(f)!).ToArray();
        Assert.True(folders.Length >= 8, "The rule has looked at hardly anything.");
        foreach (var folder in folders)
        {
            // Gaps are room for what is written at the same time: a number that is missing is applied whenever it comes.
            var numbers = folder.Select(f => int.Parse(Path.GetFileName(f)[..4], provider: null)).Order().ToArray();
            Assert.Equal(1, numbers[0]);
            Assert.Equal(numbers.Distinct(), numbers);
        }
    }

    [GeneratedRegex(@"\b(class|record struct|record|struct|interface|enum) (?<name>[A-Z]\w+)")]
    private static partial Regex Declared();

    // As words of their own: Database and Commonplace may stay.
    [GeneratedRegex("(Manager|Helper|Util|Utils|Utility|Utilities|Base|Impl|Misc|Common|Wrapper|Dto)s?($|[A-Z])|^(Commands|Handlers|Services|Models|Interfaces)$")]
    private static partial Regex SaysNothing();

    [GeneratedRegex(@"^\| \[\w+\]\((?<folder>\w+/\w+)\) \|", RegexOptions.Multiline)]
    private static partial Regex MapEntry();
}
