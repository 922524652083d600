using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Commerce.Defaults;

/// <summary>The sentence above each slice, from the documentation file beside its assembly.</summary>
internal sealed partial class SliceSummaries
{
    private readonly ConcurrentDictionary<Assembly, Dictionary<string, string>> _files = new();

    public string? Of(Type slice) => _files.GetOrAdd(slice.Assembly, Read).GetValueOrDefault($"T:{slice.FullName?.Replace('+', '.')}");

    private static Dictionary<string, string> Read(Assembly assembly)
    {
        var file = Path.ChangeExtension(assembly.Location, ".xml");
        if (!File.Exists(file))
            return [];
        return XDocument.Load(file).Descendants("member")
            .Where(member => member.Attribute("name")?.Value.StartsWith("T:", StringComparison.Ordinal) == true && member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => Text(member.Element("summary")!), StringComparer.Ordinal);
    }

    // <see cref="T:Commerce.Ordering.OrderPlaced"/> reads as OrderPlaced.
    private static string Text(XElement summary)
    {
        foreach (var reference in summary.Descendants().Where(e => e.Attribute("cref") is not null).ToList())
            reference.ReplaceWith(reference.Attribute("cref")!.Value.Split('.', ':')[^1]);
        return Spaces().Replace(summary.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
