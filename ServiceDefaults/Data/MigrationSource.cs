using System.Reflection;
using System.Text.RegularExpressions;

namespace Commerce.Data;

/// <summary>The numbered SQL files that an assembly carries, <c>0001_what.sql</c>, embedded below a folder.</summary>
/// <param name="Module">Whose they are; numbers count per module.</param>
/// <param name="Folder">The folder as it appears in the resource names, with dots: <c>Data.Migrations</c>.</param>
public sealed partial record MigrationSource(string Module, Assembly Assembly, string Folder)
{
    /// <summary>The scripts in order.</summary>
    public IReadOnlyList<Migration> Read() =>
    [
        .. from resource in Assembly.GetManifestResourceNames()
           let match = NumberedFile().Match(resource)
           where match.Success && resource.Contains($".{Folder}.", StringComparison.Ordinal)
           let number = int.Parse(match.Groups["number"].Value, provider: null)
           orderby number
           select new Migration(Module, number, match.Groups["name"].Value, ReadText(resource)),
    ];

    private string ReadText(string resource)
    {
        using var reader = new StreamReader(Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\.(?<number>\d{4})_(?<name>[a-z0-9_]+)\.sql$")]
    private static partial Regex NumberedFile();
}

/// <summary>One script; once applied it never changes.</summary>
public sealed record Migration(string Module, int Number, string Name, string Sql);
