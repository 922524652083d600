namespace Commerce.Identity;

/// <summary>Another issuer that people may sign in with, as <c>ExternalLogins:NAME</c> configures it.</summary>
internal sealed record ExternalProvider
{
    public const string OpenIdConnect = "oidc";
    public const string OAuth = "oauth";

    /// <summary>What is known of the great ones, so that an id and a secret are enough.</summary>
    private static readonly Dictionary<string, ExternalProvider> s_presets = new()
    {
        ["google"] = new()
        {
            Kind = OpenIdConnect,
            DisplayName = "Google",
            Authority = "https://accounts.google.com",
        },
        ["github"] = new()
        {
            Kind = OAuth,
            DisplayName = "GitHub",
            AuthorizationEndpoint = "https://github.com/login/oauth/authorize",
            TokenEndpoint = "https://github.com/login/oauth/access_token",
            UserInformationEndpoint = "https://api.github.com/user",
            UserEmailsEndpoint = "https://api.github.com/user/emails",
            Scopes = "read:user user:email",
        },
        ["facebook"] = new()
        {
            Kind = OAuth,
            DisplayName = "Facebook",
            AuthorizationEndpoint = "https://www.facebook.com/dialog/oauth",
            TokenEndpoint = "https://graph.facebook.com/oauth/access_token",
            UserInformationEndpoint = "https://graph.facebook.com/me?fields=id,name,email",
            Scopes = "public_profile email",
        },
    };

    public string Name { get; init; } = "";

    public string Kind { get; init; } = OpenIdConnect;

    public string DisplayName { get; init; } = "";

    /// <summary>The issuer, for OpenID Connect: everything else is in its discovery document.</summary>
    public string Authority { get; init; } = "";

    public string AuthorizationEndpoint { get; init; } = "";

    public string TokenEndpoint { get; init; } = "";

    public string UserInformationEndpoint { get; init; } = "";

    /// <summary>Where a list of addresses tells which are verified, as GitHub keeps it. Without it an OAuth provider vouches for none.</summary>
    public string UserEmailsEndpoint { get; init; } = "";

    public string ClientId { get; init; } = "";

    public string ClientSecret { get; init; } = "";

    public string Scopes { get; init; } = "openid profile email";

    public bool IsOpenIdConnect => Kind == OpenIdConnect;

    /// <exception cref="InvalidOperationException">Something is missing; the message names the setting.</exception>
    public static ExternalProvider From(IConfigurationSection section)
    {
        var name = section.Key.ToLowerInvariant();
        var preset = s_presets.GetValueOrDefault(name, new ExternalProvider());
        var provider = preset with
        {
            Name = name,
            Kind = section["Kind"] ?? preset.Kind,
            DisplayName = section["DisplayName"] ?? (preset.DisplayName.Length > 0 ? preset.DisplayName : section.Key),
            Authority = (section["Authority"] ?? preset.Authority).TrimEnd('/'),
            AuthorizationEndpoint = section["AuthorizationEndpoint"] ?? preset.AuthorizationEndpoint,
            TokenEndpoint = section["TokenEndpoint"] ?? preset.TokenEndpoint,
            UserInformationEndpoint = section["UserInformationEndpoint"] ?? preset.UserInformationEndpoint,
            UserEmailsEndpoint = section["UserEmailsEndpoint"] ?? preset.UserEmailsEndpoint,
            ClientId = section["ClientId"] ?? "",
            ClientSecret = section["ClientSecret"] ?? "",
            Scopes = section["Scopes"] ?? preset.Scopes,
        };
        return provider.MissingSetting() is { } missing
            ? throw new InvalidOperationException($"ExternalLogins:{section.Key}:{missing} is missing, or not what it should be.")
            : provider;
    }

    private string? MissingSetting()
    {
        if (Kind is not (OpenIdConnect or OAuth))
            return nameof(Kind);
        if (ClientId.Length == 0)
            return nameof(ClientId);
        return IsOpenIdConnect
            ? Unfit((nameof(Authority), Authority))
            : Unfit((nameof(AuthorizationEndpoint), AuthorizationEndpoint), (nameof(TokenEndpoint), TokenEndpoint), (nameof(UserInformationEndpoint), UserInformationEndpoint));
    }

    private static string? Unfit(params (string Setting, string Value)[] addresses) =>
        addresses.FirstOrDefault(a => !Uri.TryCreate(a.Value, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http")).Setting;
}
