using Confluent.Kafka;

namespace Commerce.Messaging;

/// <summary>
/// One idempotent producer, one batch at a time. What a key has in the log is always a beginning of what was appended: a batch that
/// fails is cut off behind some message, so appending it again repeats messages and never reorders them.
/// </summary>
internal sealed class KafkaAppender(KafkaSettings settings, BrokerWatch watch) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private IProducer<byte[], byte[]>? _producer;
    private Batch? _open;

    public async Task AppendAsync(IReadOnlyList<(string Topic, Message<byte[], byte[]> Message)> records, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            // A batch whose caller stopped waiting is still on its way. Its messages come first, or not at all.
            await SettleAsync(ct);
            _open = Send(records);
            if (await SettleAsync(ct) is { } failure)
                throw new KafkaException(failure);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ReplaceAsync();
        _turn.Dispose();
    }

    private Batch Send(IReadOnlyList<(string Topic, Message<byte[], byte[]> Message)> records)
    {
        _producer ??= new ProducerBuilder<byte[], byte[]>(settings.Producer())
            .SetLogHandler((_, message) => watch.Log(message))
            .SetErrorHandler((_, _) => { }) // what matters comes with the delivery reports
            .Build();
        var batch = new Batch(records.Count);
        for (var i = 0; i < records.Count; i++)
        {
            try
            {
                _producer.Produce(records[i].Topic, records[i].Message, batch.Report);
            }
            catch (KafkaException failure)
            {
                batch.Refuse(failure.Error, records.Count - i); // the rest must not follow without it
                break;
            }
        }

        return batch;
    }

    private async Task<Error?> SettleAsync(CancellationToken ct)
    {
        if (_open is not { } batch)
            return null;
        var failure = await WaitAsync(batch, ct);
        _open = null;
        if (failure is not null)
            await ReplaceAsync();
        else
            watch.Here();
        return failure;
    }

    private async Task<Error?> WaitAsync(Batch batch, CancellationToken ct)
    {
        try
        {
            return await batch.Settled.WaitAsync(Patience, ct);
        }
        catch (TimeoutException)
        {
            watch.Away();
        }

        try
        {
            return await batch.Settled.WaitAsync(Deadline, ct);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Kafka ({settings.Brokers}) has not confirmed the messages within {Deadline.TotalSeconds:F0} s.");
        }
    }

    private async Task ReplaceAsync()
    {
        if (_producer is not { } broken)
            return;
        _producer = null;
        await Task.Factory.StartNew(broken.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Counts the delivery reports of one append.</summary>
    private sealed class Batch
    {
        private readonly TaskCompletionSource<Error?> _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Error? _failure;
        private int _missing;

        public Batch(int expected)
        {
            _missing = expected;
            if (expected == 0)
                _settled.SetResult(null);
        }

        /// <summary>Null when every message is durable, otherwise what became of the first one that is not.</summary>
        public Task<Error?> Settled => _settled.Task;

        public void Report(DeliveryReport<byte[], byte[]> report) => Count(report.Error, 1);

        public void Refuse(Error failure, int messages) => Count(failure, messages);

        private void Count(Error error, int messages)
        {
            if (error.IsError)
                Interlocked.CompareExchange(ref _failure, error, null);
            if (Interlocked.Add(ref _missing, -messages) == 0)
                _settled.TrySetResult(_failure);
        }
    }
}
