using System.Globalization;

namespace Commerce.AdminUi;

/// <summary>Identity's API about the shop's customers, as staff use it.</summary>
internal sealed class CustomersClient(GatewayClient gateway)
{
    private const string Users = "/api/v1/users";

    public Task<Page<CustomerRow>> ListAsync(CustomerFilter filter, string? cursor, int limit, CancellationToken ct) =>
        gateway.GetAsync<Page<CustomerRow>>(
            ApiPath.Of(
                Users, ("email", filter.Email), ("name", filter.Name), ("status", filter.Status), ("registeredFrom", Text(filter.From)),
                ("registeredTo", Text(filter.To)), ("cursor", cursor), ("limit", Text(limit))),
            ct);

    public Task<CustomerDetails> GetAsync(Guid id, CancellationToken ct) => gateway.GetAsync<CustomerDetails>($"{Users}/{id}", ct);

    public Task<Page<CustomerSession>> SessionsAsync(Guid id, string? cursor, CancellationToken ct) =>
        gateway.GetAsync<Page<CustomerSession>>(ApiPath.Of($"{Users}/{id}/sessions", ("cursor", cursor), ("limit", "10")), ct);

    public Task<Page<SecurityEvent>> SecurityEventsAsync(Guid id, string? cursor, CancellationToken ct) =>
        gateway.GetAsync<Page<SecurityEvent>>(ApiPath.Of($"{Users}/{id}/security-events", ("cursor", cursor), ("limit", "20")), ct);

    public Task<CustomerConsents> ConsentsAsync(Guid id, CancellationToken ct) => gateway.GetAsync<CustomerConsents>($"{Users}/{id}/consents", ct);

    public Task<CustomerFactors> FactorsAsync(Guid id, CancellationToken ct) => gateway.GetAsync<CustomerFactors>($"{Users}/{id}/second-factors", ct);

    public async Task<IReadOnlyList<DataExport>> ExportsAsync(Guid id, CancellationToken ct) =>
        (await gateway.GetAsync<ExportList>($"{Users}/{id}/exports", ct)).Items;

    public Task<byte[]> ArchiveAsync(Guid id, Guid exportId, CancellationToken ct) => gateway.GetBytesAsync($"{Users}/{id}/exports/{exportId}/archive", ct);

    public Task<Page<ErasureRequest>> ErasureRequestsAsync(Guid? userId, string? status, string? cursor, int limit, CancellationToken ct) =>
        gateway.GetAsync<Page<ErasureRequest>>(
            ApiPath.Of("/api/v1/erasure-requests", ("userId", userId?.ToString()), ("status", status), ("cursor", cursor), ("limit", Text(limit))), ct);

    public Task DisableAsync(Guid id, string reason, Guid key) =>
        gateway.PutAsync<object>($"{Users}/{id}/disablement", new { Reason = reason }, null, key, CancellationToken.None);

    public Task EnableAsync(Guid id, Guid key) => gateway.DeleteAsync($"{Users}/{id}/disablement", null, key, CancellationToken.None);

    public Task ResetPasswordAsync(Guid id, Guid key) => gateway.PostAsync($"{Users}/{id}/password-reset", key, CancellationToken.None);

    public Task EndSessionsAsync(Guid id, Guid key) => gateway.DeleteAsync($"{Users}/{id}/sessions", null, key, CancellationToken.None);

    public Task EndSessionAsync(Guid id, Guid sessionId, Guid key) => gateway.DeleteAsync($"{Users}/{id}/sessions/{sessionId}", null, key, CancellationToken.None);

    public Task ExportAsync(Guid id, Guid key) => gateway.PostAsync($"{Users}/{id}/exports", key, CancellationToken.None);

    public Task RequestErasureAsync(Guid id, string reason, Guid key) =>
        gateway.PostAsync<ErasureRequest>($"{Users}/{id}/erasure-requests", new { Reason = reason }, key, CancellationToken.None);

    public Task ApproveErasureAsync(Guid requestId, Guid key) => gateway.PostAsync($"/api/v1/erasure-requests/{requestId}/approval", key, CancellationToken.None);

    public Task RejectErasureAsync(Guid requestId, string reason, Guid key) =>
        gateway.PostAsync<ErasureRequest>($"/api/v1/erasure-requests/{requestId}/rejection", new { Reason = reason }, key, CancellationToken.None);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Text(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private sealed record ExportList(IReadOnlyList<DataExport> Items);
}

/// <summary>Whom staff look for; address and name by their beginnings.</summary>
internal sealed record CustomerFilter(string? Email, string? Name, string? Status, DateTimeOffset? From, DateTimeOffset? To);

public sealed record CustomerRow(
    Guid Id, string Email, string DisplayName, DateTimeOffset RegisteredAt, string Status, DateTimeOffset? LastLoginAt, IReadOnlyList<string> Roles)
{
    // Lists of the same roles are the same: or a row would count as changed whenever it is read.
    public bool Equals(CustomerRow? other) =>
        other is not null && (Id, Email, DisplayName, RegisteredAt, Status, LastLoginAt) == (other.Id, other.Email, other.DisplayName, other.RegisteredAt, other.Status, other.LastLoginAt)
        && Roles.SequenceEqual(other.Roles);

    public override int GetHashCode() => Id.GetHashCode();
}

public sealed record CustomerDetails(
    CustomerDetails.Account Profile, string Status, string? DisabledReason, DateTimeOffset? DisabledAt, IReadOnlyList<string> SecondFactors, DateTimeOffset? LastLoginAt)
{
    public sealed record Account(
        Guid Id, string Email, bool EmailConfirmed, string DisplayName, string Language, string? Currency, string? TimeZone, DateTimeOffset RegisteredAt, IReadOnlyList<string> Roles);
}

/// <param name="EndedWhy">Absent while it goes on.</param>
public sealed record CustomerSession(
    Guid Id, string ClientId, string Device, string? Name, string? Network, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset? EndedAt, string? EndedWhy);

public sealed record SecurityEvent(Guid Id, string Kind, DateTimeOffset OccurredAt);

public sealed record CustomerConsents(IReadOnlyList<CustomerConsents.Consent> Now, IReadOnlyList<CustomerConsents.Consent> History)
{
    public sealed record Consent(string Purpose, bool IsGiven, string? Wording, DateTimeOffset? Since);
}

public sealed record CustomerFactors(IReadOnlyList<CustomerFactors.Factor> Factors, long RecoveryCodesLeft)
{
    public sealed record Factor(string Method, DateTimeOffset EnrolledAt, DateTimeOffset? LastUsedAt);
}

public sealed record DataExport(Guid ExportId, string Status, DateTimeOffset RequestedAt, DateTimeOffset? ReadyAt, DateTimeOffset ExpiresAt);

/// <summary>Staff want an account erased; another of them decides.</summary>
public sealed record ErasureRequest(
    Guid Id, Guid UserId, string? Email, string? DisplayName, string? Reason, Guid RequestedBy, string? RequestedByName, DateTimeOffset RequestedAt, string Status,
    Guid? DecidedBy, string? DecidedByName, DateTimeOffset? DecidedAt, string? DecisionReason, DateTimeOffset? DueAt);
