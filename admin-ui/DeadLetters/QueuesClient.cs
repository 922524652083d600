namespace Commerce.AdminUi;

/// <summary>How far each service is behind with its messages.</summary>
internal sealed class QueuesClient(GatewayClient gateway)
{
    public async Task<IReadOnlyList<QueueRow>> ListAsync(string service, CancellationToken ct) =>
        [.. (await gateway.GetAsync<Queues>($"/api/v1/queues/{Uri.EscapeDataString(service)}", ct)).Rows.Select(row => row with { Service = service })];

    private sealed record Queues([property: System.Text.Json.Serialization.JsonPropertyName("queues")] IReadOnlyList<QueueRow> Rows);
}

/// <summary>Messages that wait in a service.</summary>
/// <param name="IsMore">There are more than were counted.</param>
public sealed record QueueRow(string Name, string Kind, long Waiting, bool IsMore, DateTimeOffset? OldestAt)
{
    /// <summary>What a message takes when nothing is wrong is less than a second.</summary>
    private static readonly TimeSpan Worrying = TimeSpan.FromMinutes(1);

    public string Service { get; init; } = "";

    public string Key => $"{Service}/{Name}";

    // What failed is tried again for some minutes: its age says nothing.
    public bool IsLateAt(DateTimeOffset now) => Kind != "retries" && now - OldestAt > Worrying;
}
