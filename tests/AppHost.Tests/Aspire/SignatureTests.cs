using System.Reflection;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Commerce.AppHost.Tests;

/// <summary>
/// The real Aspire packages cannot take part in every build, so what the topology is written against is held to their published API here.
/// </summary>
public sealed partial class SignatureTests
{
    private static readonly Type[] Held =
    [
        typeof(DistributedApplication), typeof(DistributedApplicationOptions), typeof(DistributedApplicationExecutionContext),
        typeof(IDistributedApplicationBuilder), typeof(ParameterResourceBuilderExtensions), typeof(ProjectResourceBuilderExtensions),
        typeof(ResourceBuilderExtensions), typeof(PostgresBuilderExtensions), typeof(RedisBuilderExtensions), typeof(KafkaBuilderExtensions),
        typeof(KeycloakResourceBuilderExtensions), typeof(EndpointReference), typeof(GenerateParameterDefault), typeof(IResourceBuilder<>),
    ];

    private static readonly string[] Listed = [.. ReadList()];

    [Fact]
    public void NativeApi_HasExactlyTheListedSignatures()
    {
        var native = Held.SelectMany(Members).Order(StringComparer.Ordinal).ToArray();

        Assert.NotEmpty(native);
        Assert.Equal(Listed.Order(StringComparer.Ordinal), native);
    }

    [Fact]
    public void EveryExtensionClass_IsHeldToTheList()
    {
        var extensions = typeof(DistributedApplication).Assembly.GetExportedTypes().Where(type => type is { IsAbstract: true, IsSealed: true });

        Assert.All(extensions, type => Assert.Contains(type, Held));
    }

    [Fact]
    public void Topology_UsesOnlyListedMembers()
    {
        var checkout = typeof(SignatureTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "checkout").Value!;
        var program = CommentsAndTexts().Replace(File.ReadAllText(Path.Combine(checkout, "AppHost", "Program.cs")), "");
        var known = Listed.Select(line => MemberName().Match(line).Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var used = UsedMember().Matches(program).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

        Assert.Contains("AddProject", used);
        Assert.Subset(known, used);
    }

    private static IEnumerable<string> ReadList()
    {
        using var reader = new StreamReader(typeof(SignatureTests).Assembly.GetManifestResourceStream("signatures.txt")!);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line;
        }
    }

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags declared = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        var methods = type.GetMethods(declared).Where(method => !method.IsSpecialName).Select(method => $"{Name(type)}.{Signature(method)}");
        return methods.Concat(type.GetProperties(declared).Select(property => $"{Name(type)}.{property.Name}: {Name(property.PropertyType)}"));
    }

    private static string Signature(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
        return $"{method.Name}{generic}({string.Join(", ", method.GetParameters().Select(Parameter))}): {Name(method.ReturnType)}";
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var fallback = parameter.ParameterType == typeof(CancellationToken) ? "default" : parameter.DefaultValue ?? "null";
        return $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {fallback}" : "")}";
    }

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;

    [GeneratedRegex(@"//.*|""[^""]*""")]
    private static partial Regex CommentsAndTexts();

    [GeneratedRegex(@"^[^.]+\.(\w+)")]
    private static partial Regex MemberName();

    [GeneratedRegex(@"\.(\w+)")]
    private static partial Regex UsedMember();
}
