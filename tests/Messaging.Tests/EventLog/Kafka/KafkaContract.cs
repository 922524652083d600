using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Commerce.Messaging.Tests;

/// <summary>The contract on Kafka, whichever brokers stand behind it.</summary>
public abstract class KafkaContract : EventLogContract, IAsyncLifetime
{
    private readonly List<KafkaEventLog> _opened = [];

    protected override int Fairness => 400; // librdkafka decides what it fetches first

    protected override bool CommitsAtOnce => false;

    // The shortest that brokers allow by default.
    private static TimeSpan SessionTimeout => TimeSpan.FromSeconds(6);

    protected override TimeSpan Dawdling => SessionTimeout * 1.3;

    private protected abstract string Brokers { get; }

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var log in _opened)
            await log.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override IEventLog Open() => Open(Settings);

    protected override IEventLog OpenMortal() => Open(Settings with { LeavesGroup = false });

    protected override LogRecord Impossible(string topic) => new(topic, "key", Guid.CreateVersion7(), new string('x', KafkaSettings.LargestRecord));

    private protected KafkaSettings Settings => new(Brokers) { SessionTimeout = SessionTimeout, Partitions = 4 };

    private protected KafkaEventLog Open(KafkaSettings settings, ILogger<KafkaEventLog>? logger = null)
    {
        var log = new KafkaEventLog(settings, logger ?? NullLogger<KafkaEventLog>.Instance);
        _opened.Add(log);
        return log;
    }
}
