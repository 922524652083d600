namespace Commerce.Identity;

/// <summary>A client as staff see it. Its secret is shown once, when it is made.</summary>
internal sealed record ClientView(
    string Id,
    string Name,
    bool Confidential,
    bool FirstParty,
    IReadOnlyList<string> RedirectUris,
    IReadOnlyList<string> PostLogoutRedirectUris,
    IReadOnlyList<string> GrantTypes,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string> Audiences,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DisabledAt,
    long Version)
{
    public static ClientView Example { get; } = new(
        "price-watcher", "Price Watcher", false, false, ["https://watch.example/callback"], ["https://watch.example/"], ["authorization_code", "refresh_token"],
        ["openid", "profile"], ["price-watcher"], new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero), null, 1);

    public static ClientView Of(Client client) => new(
        client.Id, client.Name, !client.IsPublic, client.FirstParty, client.RedirectUris, client.PostLogoutRedirectUris, client.GrantTypes, client.Scopes,
        client.Audiences, client.CreatedAt, client.DisabledAt, client.Version);
}
