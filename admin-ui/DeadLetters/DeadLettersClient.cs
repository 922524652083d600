using System.Globalization;
using System.Text.Json;

namespace Commerce.AdminUi;

/// <summary>The workbenches of all services for messages that they could not handle.</summary>
internal sealed class DeadLettersClient(GatewayClient gateway)
{
    public static readonly IReadOnlyList<string> Services = ["ordering", "payments", "inventory", "catalog", "identity"];

    public async Task<IReadOnlyList<DeadLetterCause>> CausesAsync(string service, string status, CancellationToken ct) =>
        [.. (await gateway.GetAsync<Causes>(ApiPath.Of(Of(service) + "/groups", ("status", status)), ct)).Groups.Select(g => g with { Service = service, Status = status })];

    public Task<Page<DeadLetter>> ListAsync(string service, DeadLetterFilter filter, string? cursor, int limit, CancellationToken ct) =>
        gateway.GetAsync<Page<DeadLetter>>(
            ApiPath.Of(
                Of(service), ("status", filter.Status), ("fingerprint", filter.Fingerprint), ("eventType", filter.EventType), ("cursor", cursor),
                ("limit", limit.ToString(CultureInfo.InvariantCulture))),
            ct);

    public Task<DeadLetterStory> GetAsync(string service, long id, CancellationToken ct) => gateway.GetAsync<DeadLetterStory>(Of(service, id), ct);

    public Task<DeadLetter> EditAsync(string service, long id, JsonElement message, int version, Guid key, CancellationToken ct) =>
        gateway.PutAsync<DeadLetter>(Of(service, id) + "/message", new { Message = message }, version, key, ct);

    public Task<Trial> TryAsync(string service, long id, CancellationToken ct) =>
        gateway.PostAsync<Trial>(Of(service, id) + "/dry-run", new { }, Guid.CreateVersion7(), ct);

    public Task ReplayAsync(string service, long id, Guid key, CancellationToken ct) => gateway.PostAsync<JsonElement>(Of(service, id) + "/replay", new { }, key, ct);

    /// <summary>The next few with this cause behind <paramref name="after"/>, the oldest first.</summary>
    public Task<Replayed> ReplayNextAsync(string service, string fingerprint, long after, int limit, CancellationToken ct) =>
        gateway.PostAsync<Replayed>(Of(service) + "/replays", new { Fingerprint = fingerprint, After = after, Limit = limit }, Guid.CreateVersion7(), ct);

    public Task<Discarded> DiscardAsync(string service, IReadOnlyList<long> ids, string reason, Guid key, CancellationToken ct) =>
        gateway.PostAsync<Discarded>(Of(service) + "/discards", new { Ids = ids, Reason = reason }, key, ct);

    private static string Of(string service) => $"/api/v1/dead-letters/{Uri.EscapeDataString(service)}";

    private static string Of(string service, long id) => string.Create(CultureInfo.InvariantCulture, $"{Of(service)}/{id}");

    private sealed record Causes(IReadOnlyList<DeadLetterCause> Groups);
}

/// <summary>Which messages are looked for.</summary>
internal sealed record DeadLetterFilter(string? Status = null, string? Fingerprint = null, string? EventType = null);

/// <summary>Why messages of a service fail, and how many.</summary>
/// <param name="PerHour">How many came in each of the last 24 hours, the latest at the end.</param>
public sealed record DeadLetterCause(
    string Fingerprint, string? EventType, string Error, long Count, DateTimeOffset FirstAt, DateTimeOffset LastAt, IReadOnlyList<int> PerHour)
{
    public string Service { get; init; } = "";

    public string Status { get; init; } = "";

    public string Key => $"{Service}/{Fingerprint}/{EventType}";

    /// <summary>Equal when nothing that is shown differs: the hours are counted anew with each look.</summary>
    public bool Equals(DeadLetterCause? other) => other is not null && (Key, Count, LastAt, Error) == (other.Key, other.Count, other.LastAt, other.Error);

    public override int GetHashCode() => HashCode.Combine(Key, Count, LastAt);
}

/// <summary>A message that could not be handled.</summary>
/// <param name="Message">What would be replayed; null when it is not even JSON.</param>
/// <param name="Raw">As it arrived.</param>
public sealed record DeadLetter(
    long Id, string Status, Guid? MessageId, string? EventType, string Topic, string Key, int? Partition, long? Position, JsonElement? Message, string Raw,
    bool IsEdited, string Error, string Fingerprint, int Attempts, DateTimeOffset? RetryAt, DateTimeOffset DeadAt, DateTimeOffset ChangedAt, int Version)
{
    public string FirstLine => Error.Split('\n', 2)[0];

    public bool Equals(DeadLetter? other) => other is not null && (Id, Version, Status, RetryAt) == (other.Id, other.Version, other.Status, other.RetryAt);

    public override int GetHashCode() => HashCode.Combine(Id, Version);
}

/// <summary>A message, what was done about it, and what the service could read instead.</summary>
public sealed record DeadLetterStory(DeadLetter Letter, IReadOnlyList<DeadLetterStory.Deed> Actions, JsonElement? Schema)
{
    public sealed record Deed(string Action, string Actor, string? Detail, DateTimeOffset At);
}

/// <summary>What a replay would do.</summary>
public sealed record Trial(bool Succeeds, string? Failure, IReadOnlyList<Trial.Change> Changes, IReadOnlyList<JsonElement> Messages)
{
    public sealed record Change(string Table, long Inserted, long Updated, long Deleted);
}

/// <summary>How some replays went.</summary>
/// <param name="Last">Where to go on; null at the end.</param>
internal sealed record Replayed(IReadOnlyList<Replayed.Item> Items, long? Last)
{
    internal sealed record Item(long Id, string Outcome, string? Reason);
}

internal sealed record Discarded(
    [property: System.Text.Json.Serialization.JsonPropertyName("discarded")] IReadOnlyList<long> Done, IReadOnlyList<long> Skipped);
