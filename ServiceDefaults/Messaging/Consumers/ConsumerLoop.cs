using Commerce.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Commerce.Messaging;

/// <summary>Receives, handles, commits, for as long as the service runs. Whatever is away, it waits for and carries on.</summary>
internal sealed partial class ConsumerLoop(string group, HandlerTable handlers, IEventLog log, BatchProcessor processor, TimeProvider clock, ILogger<ConsumerLoop> logger)
    : BackgroundService
{
    private const int BatchSize = 512;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (handlers.Topics.Count == 0)
            return;
        for (var failures = 0; !stoppingToken.IsCancellationRequested;)
        {
            try
            {
                await using var subscription = log.Subscribe(group, handlers.Topics);
                while (true)
                {
                    var messages = await subscription.ReceiveAsync(BatchSize, stoppingToken);
                    await processor.ProcessAsync(messages, stoppingToken);
                    FaultPoint.Reached("consumer.before-offset");
                    await subscription.CommitAsync(messages, stoppingToken);
                    failures = 0;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // A new subscription begins after the last committed offset: nothing is skipped, the inbox drops what was done.
                LogInterrupted(logger, failure, group);
                await Backoff.DelayAsync(++failures + 3, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Group}: consuming was interrupted and starts again")]
    private static partial void LogInterrupted(ILogger logger, Exception failure, string group);
}
