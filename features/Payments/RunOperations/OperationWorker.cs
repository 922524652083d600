using System.Threading.Channels;
using Commerce.Data;
using Microsoft.Extensions.Options;

namespace Commerce.Payments;

/// <summary>
/// Carries durable intents to the provider: takes what is due, makes many calls at once, and settles their answers in batches.
/// Killed at any point it loses nothing: a lease ends, the next worker asks the provider by key what became of the call.
/// </summary>
internal sealed partial class OperationWorker(
    OperationDesk desk, IPaymentProvider provider, OperationSignal signal, PaymentMetrics metrics, IOptions<PaymentSettings> settings,
    TimeProvider clock, ILogger<OperationWorker> logger) : BackgroundService
{
    private const int LargestBatch = 200;
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _pauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Channel<Answered> _answers = Channel.CreateUnbounded<Answered>(new() { SingleReader = true });
    private readonly SemaphoreSlim _free = new(settings.Value.ParallelCalls);

    public override void Dispose()
    {
        _free.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settling = SettleAsync();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await TakeAsync(stoppingToken))
                    await signal.WaitAsync(_poll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                LogTakingFailed(logger, failure);
                await Task.Delay(_pauseAfterFailure, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        // Calls that are out are waited for: their answers are worth more than asking again after a restart.
        for (var i = 0; i < settings.Value.ParallelCalls; i++)
            await _free.WaitAsync(CancellationToken.None);
        _answers.Writer.Complete();
        await settling;
    }

    /// <summary>Whether there may be more to take at once.</summary>
    private async Task<bool> TakeAsync(CancellationToken ct)
    {
        await _free.WaitAsync(ct);
        _free.Release();
        var room = Math.Min(_free.CurrentCount, LargestBatch);
        var decisions = await desk.TakeDueAsync(room, ct);
        foreach (var decision in decisions)
        {
            if (decision.Call is not { } call)
                continue;
            await _free.WaitAsync(CancellationToken.None);
            _ = CallAsync(decision.Operation, call);
        }

        return decisions.Count == room;
    }

    private async Task CallAsync(Operation operation, ProviderCall call)
    {
        var started = clock.GetTimestamp();
        ProviderAnswer answer;
        try
        {
            using var lease = new CancellationTokenSource(Operation.Lease, clock);
            answer = call.AskFirst ? await provider.FindAsync(call, lease.Token) : new ProviderAnswer.NotFound();
            if (answer is ProviderAnswer.NotFound)
                answer = await provider.CallAsync(call, lease.Token);
            FaultPoint.Reached("provider.after-call");
        }
        catch (Exception failure)
        {
            LogCallFailed(logger, failure, operation.Kind, operation.OrderId);
            answer = new ProviderAnswer.Unknown(failure.GetType().Name);
        }

        metrics.Called(call, answer, clock.GetElapsedTime(started));
        _answers.Writer.TryWrite(new Answered(operation, answer));
        _free.Release();
    }

    private async Task SettleAsync()
    {
        var batch = new List<Answered>(LargestBatch);
        while (await _answers.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < LargestBatch && _answers.Reader.TryRead(out var answered))
                batch.Add(answered);
            if (!await TrySettleAsync(batch))
            {
                foreach (var answered in batch)
                    await TrySettleAsync([answered]); // one that cannot be written does not hold up the others
            }

            batch.Clear();
        }
    }

    private async Task<bool> TrySettleAsync(List<Answered> batch)
    {
        try
        {
            await desk.SettleAsync(batch, CancellationToken.None);
            return true;
        }
        catch (Exception failure)
        {
            // What could not be written is asked for again once its lease ends.
            LogSettlingFailed(logger, failure, batch.Count);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Due payment operations could not be taken")]
    private static partial void LogTakingFailed(ILogger logger, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "The provider adapter failed on {Kind} of order {OrderId}")]
    private static partial void LogCallFailed(ILogger logger, Exception failure, OperationKind kind, Guid orderId);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} answers of the provider could not be settled")]
    private static partial void LogSettlingFailed(ILogger logger, Exception failure, int count);
}
