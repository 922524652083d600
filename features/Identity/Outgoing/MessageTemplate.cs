using System.Text;
using System.Text.RegularExpressions;

namespace Commerce.Identity;

/// <summary>The texts that people are sent: a file each, its subject in the first line, <c>{names}</c> where values go.</summary>
internal static partial class MessageTemplate
{
    private const string SubjectMark = "Subject: ";

    /// <exception cref="InvalidOperationException">The template does not exist, or a value that it names was not given.</exception>
    public static (string Subject, string Text) Render(string template, IReadOnlyCollection<(string Name, string Value)> values)
    {
        var source = Read(template);
        var (subject, text) = source.StartsWith(SubjectMark, StringComparison.Ordinal)
            ? (source[SubjectMark.Length..source.IndexOf('\n', StringComparison.Ordinal)], source[source.IndexOf('\n', StringComparison.Ordinal)..])
            : ("", source);
        return (subject, Placeholder().Replace(text.Trim(), m => ValueOf(m.Groups["name"].Value)));

        string ValueOf(string name) => values.Where(v => v.Name == name).Select(v => v.Value).SingleOrDefault()
            ?? throw new InvalidOperationException($"The message {template} needs a value for {name}.");
    }

    private static string Read(string template)
    {
        using var stream = typeof(MessageTemplate).Assembly.GetManifestResourceStream($"message-{template}.txt")
            ?? throw new InvalidOperationException($"There is no message {template}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\{(?<name>[a-z]+)\}")]
    private static partial Regex Placeholder();
}
