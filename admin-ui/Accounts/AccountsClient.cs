namespace Commerce.AdminUi;

/// <summary>Identity's API as the portal uses it.</summary>
internal sealed class AccountsClient(GatewayClient gateway)
{
    public Task<Profile> MeAsync(CancellationToken ct) => gateway.GetAsync<Profile>("/api/v1/users/me", ct);

    public Task<Rights> RightsAsync(CancellationToken ct) => gateway.GetAsync<Rights>("/api/v1/users/me/permissions", ct);

    public async Task<Profile?> FindAsync(Guid userId, CancellationToken ct) => (await gateway.FindAsync<Account>($"/api/v1/users/{userId}", ct))?.Profile;

    /// <summary>Accounts whose address, or else whose name, begins so.</summary>
    public async Task<IReadOnlyList<UserRow>> SearchAsync(string text, int limit, CancellationToken ct)
    {
        var by = text.Contains('@', StringComparison.Ordinal) ? "email" : "name";
        return (await gateway.GetAsync<Page<UserRow>>(ApiPath.Of("/api/v1/users", (by, text), ("limit", $"{limit}")), ct)).Items;
    }

    public Task<Enrolment> EnrolAsync(CancellationToken ct) => gateway.PostAsync<Enrolment>("/api/v1/users/me/second-factors/totp", new { }, Guid.CreateVersion7(), ct);

    public Task<RecoveryCodes> ConfirmEnrolmentAsync(string code, CancellationToken ct) =>
        gateway.PostAsync<RecoveryCodes>("/api/v1/users/me/second-factors/totp/confirmation", new { Code = code }, Guid.CreateVersion7(), ct);

    private sealed record Account(Profile Profile);
}

/// <summary>Somebody's account as its owner and staff see it.</summary>
internal sealed record Profile(Guid Id, string Email, string DisplayName, string Language, string? Currency, string? TimeZone);

/// <summary>What the person may do, as the services will decide it.</summary>
/// <param name="HasSecondFactor">Whether they gave one when they signed in.</param>
internal sealed record Rights(IReadOnlyList<string> Roles, IReadOnlyList<string> Permissions, bool HasSecondFactor);

internal sealed record UserRow(Guid Id, string Email, string DisplayName, string Status);

/// <summary>What an authenticator app takes.</summary>
internal sealed record Enrolment(string Secret, string Uri, string QrCode);

/// <summary>For when the app is lost; each is good once.</summary>
internal sealed record RecoveryCodes([property: System.Text.Json.Serialization.JsonPropertyName("recoveryCodes")] IReadOnlyList<string> Codes);
