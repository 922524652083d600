using Microsoft.Extensions.Logging;

namespace Commerce.Messaging;

/// <summary>The event log kept by Apache Kafka.</summary>
internal sealed class KafkaEventLog : IEventLog, IAsyncDisposable
{
    private readonly KafkaSettings _settings;
    private readonly ILogger _logger;
    private readonly BrokerWatch _watch;
    private readonly KafkaTopics _topics;
    private readonly KafkaAppender _appender;
    private readonly KafkaBacklog _backlog;

    public KafkaEventLog(KafkaSettings settings, ILogger<KafkaEventLog> logger)
    {
        KafkaLibrary.Require();
        (_settings, _logger) = (settings, logger);
        _watch = new BrokerWatch(settings.Brokers, logger);
        _topics = new KafkaTopics(settings, _watch);
        _appender = new KafkaAppender(settings, _watch);
        _backlog = new KafkaBacklog(settings, _topics, _watch);
    }

    /// <inheritdoc/>
    public async Task AppendAsync(IReadOnlyList<LogRecord> records, CancellationToken ct)
    {
        var messages = records.Select(record => (record.Topic, KafkaRecord.Write(record))).ToList(); // refuses before anything is sent
        await _topics.EnsureAsync(records.Select(record => record.Topic), ct);
        await _appender.AppendAsync(messages, ct);
    }

    /// <inheritdoc/>
    public ILogSubscription Subscribe(string group, IReadOnlyList<string> topics) =>
        new KafkaSubscription(_settings, _topics, _watch, group, topics, _logger);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogBacklog>> BacklogAsync(string group, IReadOnlyList<string> topics, CancellationToken ct) => _backlog.ReadAsync(group, topics, ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _backlog.Dispose();
        await _appender.DisposeAsync();
        _topics.Dispose();
    }
}
