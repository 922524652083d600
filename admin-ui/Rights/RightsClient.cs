using System.Globalization;

namespace Commerce.AdminUi;

/// <summary>Identity's API about who works here, what roles grant, and the keys of applications.</summary>
internal sealed class RightsClient(GatewayClient gateway)
{
    public Task<Page<StaffRow>> StaffAsync(string? cursor, int limit, CancellationToken ct) =>
        gateway.GetAsync<Page<StaffRow>>(ApiPath.Of("/api/v1/staff", ("cursor", cursor), ("limit", Text(limit))), ct);

    public Task<Page<InvitationRow>> InvitationsAsync(string? cursor, int limit, CancellationToken ct) =>
        gateway.GetAsync<Page<InvitationRow>>(ApiPath.Of("/api/v1/staff/invitations", ("cursor", cursor), ("limit", Text(limit))), ct);

    public Task InviteAsync(string email, IEnumerable<string> roles, Guid key) =>
        gateway.PostAsync<InvitationRow>("/api/v1/staff/invitations", new { Email = email, Roles = roles }, key, CancellationToken.None);

    public Task RenewAsync(Guid invitationId, Guid key) => gateway.PostAsync($"/api/v1/staff/invitations/{invitationId}/renewal", key, CancellationToken.None);

    public Task WithdrawAsync(Guid invitationId, Guid key) => gateway.DeleteAsync($"/api/v1/staff/invitations/{invitationId}", null, key, CancellationToken.None);

    public Task SetRolesAsync(Guid userId, IEnumerable<string> roles, long version, Guid key) =>
        gateway.PutAsync<object>($"/api/v1/users/{userId}/roles", new { Roles = roles }, version, key, CancellationToken.None);

    public async Task<IReadOnlyList<RoleRow>> RolesAsync(CancellationToken ct) => (await gateway.GetAsync<RoleList>("/api/v1/roles", ct)).Roles;

    public async Task<IReadOnlyList<PermissionRow>> PermissionsAsync(CancellationToken ct) => (await gateway.GetAsync<PermissionList>("/api/v1/permissions", ct)).Permissions;

    /// <summary>What these changes would do; nothing is changed.</summary>
    public Task<Foresight> ForeseeAsync(IEnumerable<RoleChange> changes, CancellationToken ct) =>
        gateway.PostAsync<Foresight>("/api/v1/roles/foresight", new { Changes = changes }, Guid.CreateVersion7(), ct);

    public Task<RoleRow> GrantAsync(RoleChange change, long version, Guid key) =>
        gateway.PutAsync<RoleRow>($"/api/v1/roles/{change.Role}/permissions", new { change.Permissions }, version, key, CancellationToken.None);

    public Task CreateRoleAsync(string name, Guid key) =>
        gateway.PostAsync<RoleRow>("/api/v1/roles", new { Name = name, Permissions = Array.Empty<string>() }, key, CancellationToken.None);

    public Task RemoveRoleAsync(string role, long version, bool takeFromHolders, Guid key) => gateway.DeleteAsync(
        ApiPath.Of($"/api/v1/roles/{role}", ("takeFromHolders", takeFromHolders ? "true" : null)), version, key, CancellationToken.None);

    public Task<Page<ApiKeyRow>> ApiKeysAsync(string? cursor, int limit, CancellationToken ct) =>
        gateway.GetAsync<Page<ApiKeyRow>>(ApiPath.Of("/api/v1/api-keys", ("cursor", cursor), ("limit", Text(limit))), ct);

    public Task<IssuedKey> IssueKeyAsync(string name, IEnumerable<string> scopes, int days, int permitsPerMinute, Guid key) => gateway.PostAsync<IssuedKey>(
        "/api/v1/api-keys", new { Name = name, Scopes = scopes, ExpiresInDays = days, PermitsPerMinute = permitsPerMinute }, key, CancellationToken.None);

    public Task<IssuedKey> RotateKeyAsync(Guid keyId, int overlapHours, Guid key) =>
        gateway.PostAsync<IssuedKey>($"/api/v1/api-keys/{keyId}/rotation", new { OverlapHours = overlapHours }, key, CancellationToken.None);

    public Task RevokeKeyAsync(Guid keyId, Guid key) => gateway.DeleteAsync($"/api/v1/api-keys/{keyId}", null, key, CancellationToken.None);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record RoleList(IReadOnlyList<RoleRow> Roles);

    private sealed record PermissionList(IReadOnlyList<PermissionRow> Permissions);
}

/// <summary>Somebody who works here.</summary>
/// <param name="Version">What a change of their roles is based on.</param>
public sealed record StaffRow(
    Guid UserId, string Email, string DisplayName, IReadOnlyList<string> Roles, bool IsDisabled, IReadOnlyList<string> SecondFactors, DateTimeOffset? LastLoginAt, long Version)
{
    // By what is shown: lists of the same roles are the same.
    public bool Equals(StaffRow? other) => other is not null && (UserId, Version, IsDisabled, LastLoginAt) == (other.UserId, other.Version, other.IsDisabled, other.LastLoginAt)
        && Roles.SequenceEqual(other.Roles) && SecondFactors.SequenceEqual(other.SecondFactors);

    public override int GetHashCode() => UserId.GetHashCode();
}

/// <summary>Somebody who is invited and has not accepted yet.</summary>
public sealed record InvitationRow(Guid Id, string Email, IReadOnlyList<string> Roles, string InvitedByName, DateTimeOffset SentAt, DateTimeOffset ExpiresAt, string Status)
{
    public bool Equals(InvitationRow? other) => other is not null && (Id, SentAt, Status) == (other.Id, other.SentAt, other.Status);

    public override int GetHashCode() => Id.GetHashCode();
}

public sealed record RoleRow(string Name, long Version, IReadOnlyList<string> Permissions, bool BuiltIn);

public sealed record PermissionRow(string Name, string Description);

/// <summary>What a role shall grant.</summary>
public sealed record RoleChange(string Role, IReadOnlyList<string> Permissions);

/// <summary>What changes of roles would do to people and to the keys that they issued.</summary>
public sealed record Foresight(int Affected, IReadOnlyList<Foresight.Person> People, IReadOnlyList<Foresight.Tally> Permissions, int ApiKeys)
{
    public sealed record Person(Guid UserId, string Email, string DisplayName, IReadOnlyList<string> Gains, IReadOnlyList<string> Loses);

    public sealed record Tally(string Permission, int Gain, int Lose);
}

public sealed record ApiKeyRow(
    Guid Id, string Prefix, string Name, IReadOnlyList<string> Scopes, int PermitsPerMinute, Guid IssuedBy, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt,
    Guid? ReplacedBy, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt)
{
    public bool Equals(ApiKeyRow? other) =>
        other is not null && (Id, ExpiresAt, ReplacedBy, RevokedAt, LastUsedAt) == (other.Id, other.ExpiresAt, other.ReplacedBy, other.RevokedAt, other.LastUsedAt);

    public override int GetHashCode() => Id.GetHashCode();

    public string StatusAt(DateTimeOffset now) => RevokedAt is not null ? "Revoked" : ExpiresAt <= now ? "Expired" : ReplacedBy is not null ? "Replaced" : "Good";
}

/// <summary>A key at the one moment when its text is known.</summary>
public sealed record IssuedKey(string Text, ApiKeyRow Key);
