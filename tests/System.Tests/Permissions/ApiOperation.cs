using System.Text.Json;
using System.Text.RegularExpressions;

namespace Commerce.SystemTests;

/// <summary>One operation of the platform's description, by whom it lets pass.</summary>
internal sealed partial record ApiOperation(string Method, string Path, JsonElement Description)
{
    public string Name => $"{Method} {Path}";

    public bool HasRule => Description.TryGetProperty("security", out _);

    public bool IsOpen => Description.GetProperty("security").GetArrayLength() == 0;

    /// <summary>Without it nobody passes.</summary>
    public string? Permission => Text("x-permission");

    /// <summary>It is about the caller's own things.</summary>
    public bool IsOwn => Text("x-own") is not null;

    /// <summary>It is for everybody who works here.</summary>
    public bool IsForStaff => Text("x-staff") is not null;

    /// <summary>Whether staff who act in a customer's name are let through.</summary>
    public bool IsOpenToImpersonators => Text("x-while-impersonating") is not null;

    /// <summary>With it others' things are open too.</summary>
    public string? PermissionForOthers => Text("x-own") is { Length: > 0 } permission ? permission : null;

    /// <summary>Who has it learns that others' things exist, and that they are not theirs to change.</summary>
    public string? PermissionToSee => Text("x-own-seen-with");

    /// <summary>Whether a thing is named that can be somebody else's.</summary>
    public bool NamesAThing => Parameters.Any(p => p.EndsWith("Id", StringComparison.Ordinal));

    private IEnumerable<string> Parameters => Parameter().Matches(Path).Select(m => m.Groups["name"].Value);

    public string PathWith(Func<string, string> value) => Parameter().Replace(Path, m => value(m.Groups["name"].Value));

    public bool IsNumber(string parameter) => Description.GetProperty("parameters").EnumerateArray()
        .Any(p => p.GetProperty("name").GetString() == parameter && p.GetProperty("schema").TryGetProperty("type", out var type)
            && type.GetRawText().Contains("integer", StringComparison.Ordinal));

    public string? Example => Description.TryGetProperty("requestBody", out var body)
        && body.GetProperty("content").TryGetProperty("application/json", out var media) && media.TryGetProperty("example", out var example)
            ? example.GetRawText()
            : null;

    public static ApiOperation[] Of(JsonElement document) =>
    [
        .. from path in document.GetProperty("paths").EnumerateObject()
           from operation in path.Value.EnumerateObject()
           orderby path.Name, operation.Name
           select new ApiOperation(operation.Name.ToUpperInvariant(), path.Name, operation.Value),
    ];

    private string? Text(string name) => Description.TryGetProperty(name, out var text) ? text.GetString()! : null;

    [GeneratedRegex(@"\{(?<name>\w+)\}")]
    private static partial Regex Parameter();
}
