using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Commerce.Messaging.Tests;

/// <summary>The contract on librdkafka's mock cluster, whose brokers also fail on demand.</summary>
public sealed class MockKafkaTests : KafkaContract, IClassFixture<MockCluster>
{
    private const int NotLeader = 6;
    private const int TimedOut = 7;
    private const int NotEnoughReplicas = 19;
    private const int Forbidden = 29;
    private readonly MockCluster _cluster;

    public MockKafkaTests(MockCluster cluster)
    {
        _cluster = cluster;
        foreach (var topic in Topics)
            cluster.Create(topic); // it does not understand the request to create one
    }

    private protected override string Brokers => _cluster.Bootstrap;

    [Fact]
    public async Task Append_WhileBrokersFailNowAndThen_IsDoneWithoutGapOrReordering()
    {
        var log = Open(Settings with { Client = SmallBatches });
        var sent = Numbered(400);
        _cluster.Answer(MockCluster.Request.Produce, 0, NotEnoughReplicas, 0, TimedOut, 0, 0, NotLeader, NotEnoughReplicas, 0, 0, 0, TimedOut);
        await log.AppendAsync(sent, CancellationToken.None);

        Assert.Equal(sent.Select(r => r.MessageId), (await ReadAllAsync(log, sent.Count)).Select(m => m.MessageId));
    }

    [Fact]
    public async Task Append_RefusedInTheMiddle_ThrowsAndDoneAgainKeepsTheOrder()
    {
        var log = Open(Settings with { Client = SmallBatches });
        var sent = Numbered(400);
        for (var refusals = 0; refusals < 3; refusals++)
        {
            _cluster.Answer(MockCluster.Request.Produce, 0, 0, Forbidden);
            await Assert.ThrowsAsync<KafkaException>(() => log.AppendAsync(sent, CancellationToken.None));
        }

        await log.AppendAsync(sent, CancellationToken.None);
        var received = await ReadAllAsync(log, sent.Count);
        Assert.True(received.Count > sent.Count, "Nothing of the refused batches was taken, so the test shows nothing.");
        Assert.Equal(sent.Select(r => r.MessageId), received.DistinctBy(m => m.MessageId).Select(m => m.MessageId));
    }

    [Fact]
    public async Task Append_WhileTheBrokersAreDown_WaitsSaysSoOnceAndGoesOn()
    {
        var said = new Sayings();
        var log = Open(Settings, said);
        await log.AppendAsync(Numbered(10), CancellationToken.None);
        await using var member = log.Subscribe("down", [Topics[0]]);
        for (var received = 0; received < 10;)
            received += (await member.ReceiveAsync(10, CancellationToken.None)).Count;

        _cluster.TakeDown();
        var waiting = Task.Run(() => log.AppendAsync(Numbered(10), CancellationToken.None));
        var given = new CancellationTokenSource(TimeSpan.FromSeconds(6));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => log.AppendAsync(Numbered(1), given.Token));
        Assert.False(waiting.IsCompleted);
        _cluster.BringUp();
        await waiting.WaitAsync(TimeSpan.FromSeconds(60));

        for (var received = 0; received < 10;)
            received += (await member.ReceiveAsync(10, CancellationToken.None)).Count;
        Assert.Equal(["is away", "is back"], said.Lines.Select(line => line.Contains("is away", StringComparison.Ordinal) ? "is away" : "is back"));
        given.Dispose();
    }

    [Fact]
    public async Task Receive_OfRecordsThatForeignersWrote_NamesTheirFault()
    {
        var id = Guid.CreateVersion7();
        var named = new Headers { { KafkaRecord.MessageIdHeader, Encoding.ASCII.GetBytes(id.ToString()) } };
        using (var foreigner = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = Brokers }).Build())
        {
            var there = new TopicPartition(Topics[0], 1);
            await foreigner.ProduceAsync(there, new() { Value = "{}"u8.ToArray(), Headers = named });
            await foreigner.ProduceAsync(there, new() { Key = "k"u8.ToArray(), Value = "{}"u8.ToArray() });
            await foreigner.ProduceAsync(there, new() { Key = "k"u8.ToArray(), Value = [0xC3, 0x28], Headers = named });
            await foreigner.ProduceAsync(there, new() { Key = [0xFF], Value = "{}"u8.ToArray(), Headers = named });
            await foreigner.ProduceAsync(there, new() { Key = "k"u8.ToArray(), Headers = named });
            await foreigner.ProduceAsync(there, new() { Key = "k"u8.ToArray(), Value = "{\0}"u8.ToArray(), Headers = named });
            await foreigner.ProduceAsync(there, new() { Key = "k"u8.ToArray(), Value = "{}"u8.ToArray(), Headers = named });
        }

        var once = await ReadAllAsync(Open(Settings), 7);
        var again = await ReadAllAsync(Open(Settings), 7);

        Assert.Equal([true, true, true, true, true, true, false], once.Select(m => m.Fault is not null));
        Assert.Equal(once, again); // ids that had to be made up are made up alike
        Assert.NotEqual(Guid.Empty, once[1].MessageId);
        Assert.All(once, m => Assert.DoesNotContain('\0', m.Envelope + m.Key));
    }

    [Fact]
    public async Task Append_OfAnEnvelopeWithTraceContext_RepeatsItInTheHeader()
    {
        const string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        var log = Open(Settings);
        await log.AppendAsync(
            [
                new(Topics[0], "k", Guid.CreateVersion7(), $$$"""{"data":{"traceparent":"x","metadata":{}},"metadata":{"correlationId":"c","traceparent":"{{{trace}}}"}}"""),
                new(Topics[0], "k", Guid.CreateVersion7(), """{"data":{"traceparent":"x"},"metadata":{"correlationId":"c"}}"""),
            ],
            CancellationToken.None);

        using var reader = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = Brokers, GroupId = "raw", AutoOffsetReset = AutoOffsetReset.Earliest }).Build();
        reader.Subscribe(Topics[0]);
        var first = reader.Consume(TimeSpan.FromSeconds(60));
        var second = reader.Consume(TimeSpan.FromSeconds(60));
        reader.Close();

        Assert.Equal(trace, Encoding.ASCII.GetString(first.Message.Headers.GetLastBytes(KafkaRecord.TraceParentHeader)));
        Assert.False(second.Message.Headers.TryGetLastBytes(KafkaRecord.TraceParentHeader, out _));
    }

    // Many requests on their way at once, as on a network.
    private static Dictionary<string, string> SmallBatches => new() { ["batch.num.messages"] = "10" };

    private List<LogRecord> Numbered(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new LogRecord(Topics[0], "one", Guid.CreateVersion7(), $$"""{"number":{{i}}}"""))];

    private async Task<List<LogMessage>> ReadAllAsync(KafkaEventLog log, int atLeast)
    {
        await using var member = log.Subscribe($"g{Guid.CreateVersion7():N}", [Topics[0]]);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var received = new List<LogMessage>();
        while (received.DistinctBy(m => (m.MessageId, m.Position)).Count() < atLeast || received.Select(m => m.Position).Max() < received.Count - 1)
            received.AddRange(await member.ReceiveAsync(512, patience.Token));
        using var quiet = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            while (true)
                received.AddRange(await member.ReceiveAsync(512, quiet.Token));
        }
        catch (OperationCanceledException)
        {
            return received;
        }
    }

    /// <summary>What an operator would read.</summary>
    private sealed class Sayings : ILogger<KafkaEventLog>
    {
        private readonly Lock _gate = new();
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_gate)
                    return [.. _lines];
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            lock (_gate)
                _lines.Add(formatter(state, exception));
        }
    }
}
