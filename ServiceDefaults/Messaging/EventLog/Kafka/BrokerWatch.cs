using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Commerce.Messaging;

/// <summary>Says once that the brokers are away, and once that they are back.</summary>
internal sealed partial class BrokerWatch(string brokers, ILogger logger)
{
    private int _isAway;

    public void Away()
    {
        if (Interlocked.Exchange(ref _isAway, 1) == 0)
            LogAway(logger, brokers);
    }

    public void Here()
    {
        // Asked for every message: only a change is worth a write.
        if (Volatile.Read(ref _isAway) != 0 && Interlocked.Exchange(ref _isAway, 0) == 1)
            LogHere(logger, brokers);
    }

    /// <summary>What the client says about itself. It repeats every failed attempt, so most of it is for debugging only.</summary>
    public void Log(Confluent.Kafka.LogMessage message)
    {
        if (message.Level <= SyslogLevel.Critical)
            LogBroken(logger, message.Message);
        else
            LogDetail(logger, message.Facility, message.Message);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka ({Brokers}) is away. Messages wait, in the outbox and in the log, and move on when it is back")]
    private static partial void LogAway(ILogger logger, string brokers);

    [LoggerMessage(Level = LogLevel.Information, Message = "Kafka ({Brokers}) is back")]
    private static partial void LogHere(ILogger logger, string brokers);

    [LoggerMessage(Level = LogLevel.Error, Message = "Kafka: {Text}")]
    private static partial void LogBroken(ILogger logger, string text);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Kafka: {Facility} {Text}")]
    private static partial void LogDetail(ILogger logger, string facility, string text);
}
