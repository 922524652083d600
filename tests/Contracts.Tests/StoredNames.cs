using System.Text.RegularExpressions;

namespace Commerce.ContractsTests;

/// <summary>The names under which messages and events are stored.</summary>
internal static partial class StoredNames
{
    private static readonly string s_features = Path.Combine(Checkout(), "features");

    /// <summary>What the source says, so that no type escapes because nobody referenced its project.</summary>
    public static IEnumerable<string> InSource(string attribute)
    {
        var names = Directory.EnumerateFiles(s_features, "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Named().Matches(File.ReadAllText(file)))
            .Where(match => match.Groups["attribute"].Value == attribute)
            .Select(match => match.Groups["name"].Value)
            .Order(StringComparer.Ordinal)
            .ToArray();
        Assert.NotEmpty(names);
        return names;
    }

    public static void AssertWellFormed(string name, Type type)
    {
        Assert.Matches(WellFormed(), name);
        Assert.StartsWith($"Commerce.{name[..name.IndexOf('.', StringComparison.Ordinal)]}", type.Namespace, StringComparison.OrdinalIgnoreCase);
    }

    public static string HowToAdd(string kind, string name, Type? type) =>
        $"""
        {name} has no sample. Add tests/Contracts.Tests/Samples/{kind}/{name}.json with believable data, as the code writes it
        ({(type is null ? "as it was written before it was upcast" : string.Join(", ", Member.Of(type).Select(m => m.Name)))}), and one more, {name}.variant.json, for each member that can be absent.
        """;

    public static string Disappeared(Sample sample) =>
        $"""
        {sample.Name} was written once (Samples/{sample.Path}), and nothing reads it any more. Stored names never disappear:
        bring the type back, or, for an event, add an upcaster from {sample.Name}.
        """;

    private static string Checkout()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Commerce.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not lie inside a checkout.");
        return folder;
    }

    [GeneratedRegex("""^\[(?<attribute>Message|EventName)\("(?<name>[^"]+)"[,)]""", RegexOptions.Multiline)]
    private static partial Regex Named();

    [GeneratedRegex(@"^[a-z]+\.[a-z]+(-[a-z]+)*\.v[1-9][0-9]*$")]
    private static partial Regex WellFormed();
}
