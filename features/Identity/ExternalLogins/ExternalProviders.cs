using System.Text.RegularExpressions;

namespace Commerce.Identity;

/// <summary>The other issuers that are configured; usually none.</summary>
internal sealed partial class ExternalProviders
{
    public ExternalProviders(IConfiguration configuration)
    {
        All = [.. configuration.GetSection("ExternalLogins").GetChildren().Select(ExternalProvider.From).OrderBy(p => p.Name, StringComparer.Ordinal)];
        if (All.FirstOrDefault(p => !Name().IsMatch(p.Name)) is { } odd)
            throw new InvalidOperationException($"ExternalLogins:{odd.Name}: a name is at most 31 lower-case letters, digits and hyphens.");
    }

    public IReadOnlyList<ExternalProvider> All { get; }

    public ExternalProvider? Find(string name) => All.FirstOrDefault(p => p.Name == name);

    /// <summary>What to call it, also when it is configured no longer.</summary>
    public string NameOf(string provider) => Find(provider)?.DisplayName ?? provider;

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,30}\z")]
    private static partial Regex Name();
}
