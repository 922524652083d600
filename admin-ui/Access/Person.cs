namespace Commerce.AdminUi;

/// <summary>Who sits before this page: what they may do, and how they write dates and numbers. Known once <see cref="LoadAsync"/> has answered.</summary>
internal sealed class Person(AccountsClient accounts)
{
    private HashSet<string> _permissions = [];

    public Profile? Profile { get; private set; }

    /// <summary>Their language's numbers and their zone's time.</summary>
    public PersonFormat Format { get; private set; } = PersonFormat.Neutral;

    public bool HasSecondFactor { get; private set; }

    /// <summary>Somebody who works here: any permission at all.</summary>
    public bool IsStaff => _permissions.Count > 0;

    public IReadOnlyCollection<string> Permissions => _permissions;

    public bool May(string permission) => _permissions.Contains(permission);

    /// <param name="browserZone">The time zone of the browser, for people who have not chosen one.</param>
    /// <exception cref="GatewayException">The shop does not answer.</exception>
    /// <exception cref="SessionEndedException">They have to sign in again.</exception>
    public async Task LoadAsync(string? browserZone, CancellationToken ct)
    {
        var rights = await accounts.RightsAsync(ct);
        var profile = await accounts.MeAsync(ct);
        (_permissions, HasSecondFactor) = ([.. rights.Permissions], rights.HasSecondFactor);
        Format = PersonFormat.Of(profile.Language, profile.TimeZone ?? browserZone);
        Profile = profile;
    }
}
