using Aspire.Hosting;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

/// <summary>Keeps the event log's database in place, or watches the configured brokers.</summary>
internal sealed class EventLogDriver(KafkaServerResource eventLog, Secrets secrets) : IDriver
{
    public string Kind => ResourceKinds.EventLog;

    public string? Source => eventLog.ConfiguredBrokers is null ? $"{eventLog.Server.Name}/{KafkaServerResource.DatabaseName}" : "Kafka";

    public IReadOnlyList<string> Urls => eventLog.ConfiguredBrokers is { } brokers ? [.. brokers.Split(',').Select(broker => $"tcp://{broker.Trim()}")] : [];

    public async Task<ProcessSpec?> PrepareAsync(Action<string, bool> log, CancellationToken ct)
    {
        if (eventLog.ConfiguredBrokers is null)
            await PostgresDatabases.EnsureAsync(eventLog.Server, KafkaServerResource.DatabaseName, secrets[eventLog.Name], ct);
        return null;
    }

    public async Task<bool> IsHealthyAsync(CancellationToken ct) => eventLog.ConfiguredBrokers is { } brokers
        ? await KafkaProbe.AnswersAsync(brokers, ct)
        : await PostgresDatabases.AnswersAsync(await eventLog.GetValueAsync(ct), ct);
}
