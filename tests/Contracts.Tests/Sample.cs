using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Commerce.ContractsTests;

/// <summary>
/// Something as it was once written: <c>Samples/(Messages|Events)/stored-name[.variant].json</c> or <c>Samples/Envelopes/topic.json</c>.
/// </summary>
internal sealed partial record Sample(string Path)
{
    private static readonly Assembly s_here = typeof(Sample).Assembly;

    /// <summary>The stored name, or the topic of an envelope.</summary>
    public string Name { get; } = SampleName().Match(Path) is { Success: true } match
        ? match.Groups["name"].Value
        : throw new InvalidOperationException($"Samples/{Path} is not called like a sample: context.what-happened.vN.json, a variant before .json.");

    public string Text
    {
        get
        {
            using var reader = new StreamReader(s_here.GetManifestResourceStream(Path)!);
            return reader.ReadToEnd();
        }
    }

    public JsonObject Json => JsonNode.Parse(Text) as JsonObject ?? throw new InvalidOperationException($"Samples/{Path} is not an object.");

    public static Sample[] In(string folder) =>
        [.. s_here.GetManifestResourceNames().Where(n => n.StartsWith($"{folder}/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(n => new Sample(n))];

    public static Sample[] Of(string folder, string name) => [.. In(folder).Where(s => s.Name == name)];

    [GeneratedRegex(@"^(Envelopes/(?<name>[a-z.]+)|(Messages|Events)/(?<name>[a-z]+\.[a-z-]+\.v[1-9][0-9]*)(\.[a-z-]+)?)\.json$")]
    private static partial Regex SampleName();
}
