using System.Collections.Concurrent;

namespace Commerce.Messaging.Tests;

/// <summary>What every transport of the event log promises. A transport's tests derive from this class and add nothing but how to open it.</summary>
public abstract partial class EventLogContract
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(700);
    private readonly string _name = $"t{Guid.CreateVersion7():N}";

    /// <summary>The topics that a test may write to.</summary>
    protected IReadOnlyList<string> Topics => [_name, $"{_name}-a", $"{_name}-b"];

    private string Group => $"{_name}-group";

    /// <summary>Whether a commit is durable when it returns. Else the last moment's may be lost with their member, which is a redelivery.</summary>
    protected virtual bool CommitsAtOnce => true;

    /// <summary>Within how many messages a quiet topic's turn comes while another one is flooded.</summary>
    protected virtual int Fairness => 128;

    /// <summary>One more client of the same log.</summary>
    protected abstract IEventLog Open();

    /// <summary>A record that the transport cannot take.</summary>
    protected abstract LogRecord Impossible(string topic);

    [Fact]
    public async Task Receive_AfterSeveralAppends_ReturnsEverythingInOrderPerKey()
    {
        var log = Open();
        var sent = Records(_name, count: 300, keys: 20);
        foreach (var batch in sent.Chunk(70))
            await log.AppendAsync(batch, CancellationToken.None);

        await using var member = log.Subscribe(Group, [_name]);
        var received = await ReceiveAsync(member, sent.Count);

        Assert.Equal(sent.Count, received.Count);
        AssertOrderPerKey(sent, received);
        Assert.All(received, m => Assert.Equal(_name, m.Topic));
        Assert.All(received.GroupBy(m => m.Key), key => Assert.Single(key.Select(m => m.Partition).Distinct()));
    }

    [Fact]
    public async Task Receive_WithAFloodedTopicAndAQuietOne_IsBoundedAndServesBoth()
    {
        var log = Open();
        await log.AppendAsync([.. Records($"{_name}-a", 400, 40), .. Records($"{_name}-b", 8, 8)], CancellationToken.None);

        await using var member = log.Subscribe(Group, [$"{_name}-a", $"{_name}-b"]);
        var first = await member.ReceiveAsync(64, CancellationToken.None);

        Assert.InRange(first.Count, 1, 64);
        var received = first.Concat(await ReceiveAsync(member, Fairness - first.Count, atMost: 64)).ToList();
        Assert.Contains(received, m => m.Topic == $"{_name}-b");
        Assert.All(received.GroupBy(m => (m.Topic, m.Key)), key => Assert.Equal(key.Select(m => m.Position).Order(), key.Select(m => m.Position)));
    }

    [Fact]
    public async Task Receive_WhileMessagesKeepComing_WakesUpForEach()
    {
        var log = Open();
        await using var member = log.Subscribe(Group, [_name]);
        for (var i = 0; i < 5; i++)
        {
            var receiving = ReceiveAsync(member, 1);
            var record = Records(_name, 1, 1)[0];
            await log.AppendAsync([record], CancellationToken.None);
            Assert.Equal(record.MessageId, Assert.Single(await receiving).MessageId);
        }
    }

    [Fact]
    public async Task Receive_WithoutCommittingBetween_GoesOnBehindTheLastMessage()
    {
        var log = Open();
        var sent = Records(_name, 30, 1);
        await log.AppendAsync(sent, CancellationToken.None);

        await using var member = log.Subscribe(Group, [_name]);
        var first = await member.ReceiveAsync(8, CancellationToken.None);
        var second = await member.ReceiveAsync(8, CancellationToken.None);

        Assert.Equal(sent.Take(first.Count + second.Count).Select(r => r.MessageId), first.Concat(second).Select(m => m.MessageId));
    }

    [Fact]
    public async Task Subscribe_AfterACommit_ResumesBehindIt()
    {
        var log = Open();
        var sent = Records(_name, 40, 8);
        await log.AppendAsync(sent, CancellationToken.None);
        await using (var member = log.Subscribe(Group, [_name]))
            await member.CommitAsync(await ReceiveAsync(member, 40), CancellationToken.None);
        var later = Records(_name, 5, 5);
        await log.AppendAsync(later, CancellationToken.None);

        await using var next = Open().Subscribe(Group, [_name]);
        var received = await ReceiveAsync(next, 5, quiet: true);

        Assert.Equal(later.Select(r => r.MessageId).Order(), received.Select(m => m.MessageId).Order());
    }

    [Fact]
    public async Task Subscribe_AfterAPartialCommit_GetsTheRestAgain()
    {
        var log = Open();
        var sent = Records(_name, 12, 1);
        await log.AppendAsync(sent, CancellationToken.None);
        await using (var member = log.Subscribe(Group, [_name]))
        {
            var received = await ReceiveAsync(member, 12);
            await member.CommitAsync([.. received.Take(5)], CancellationToken.None);
        }

        await using var next = Open().Subscribe(Group, [_name]);
        Assert.Equal(sent.Skip(5).Select(r => r.MessageId), (await ReceiveAsync(next, 7, quiet: true)).Select(m => m.MessageId));
    }

    [Fact]
    public async Task Subscribe_WithoutAnyCommit_GetsEverythingAgain()
    {
        var log = Open();
        var sent = Records(_name, 20, 4);
        await log.AppendAsync(sent, CancellationToken.None);
        await using (var member = log.Subscribe(Group, [_name]))
            await ReceiveAsync(member, 20);

        await using var next = Open().Subscribe(Group, [_name]);
        Assert.Equal(20, (await ReceiveAsync(next, 20, quiet: true)).Count);
    }

    [Fact]
    public async Task Commit_OfOlderMessagesAfterNewerOnes_DoesNotGoBack()
    {
        var log = Open();
        await log.AppendAsync(Records(_name, 10, 1), CancellationToken.None);
        await using (var member = log.Subscribe(Group, [_name]))
        {
            var received = await ReceiveAsync(member, 10);
            await member.CommitAsync(received, CancellationToken.None);
            await member.CommitAsync([.. received.Take(3)], CancellationToken.None);
        }

        var later = Records(_name, 1, 1);
        await log.AppendAsync(later, CancellationToken.None);
        await using var next = Open().Subscribe(Group, [_name]);
        Assert.Equal(later.Select(r => r.MessageId), (await ReceiveAsync(next, 1, quiet: true)).Select(m => m.MessageId));
    }

    [Fact]
    public async Task Subscribe_InTwoGroups_EachGetsEverything()
    {
        var log = Open();
        await log.AppendAsync(Records(_name, 25, 5), CancellationToken.None);

        await using var one = log.Subscribe($"{Group}-1", [_name]);
        await using var two = log.Subscribe($"{Group}-2", [_name]);
        Assert.Equal(25, (await ReceiveAsync(one, 25, quiet: true)).Count);
        Assert.Equal(25, (await ReceiveAsync(two, 25, quiet: true)).Count);
    }

    [Fact]
    public async Task Append_WithARecordThatCannotBeTaken_TakesNoneOfTheBatch()
    {
        var log = Open();
        var (first, second) = ($"{_name}-a", $"{_name}-b");
        await Assert.ThrowsAnyAsync<Exception>(() => log.AppendAsync(
            [.. Records(first, 3, 3), Impossible(second), .. Records(second, 3, 3)], CancellationToken.None));
        var marker = Records(first, 1, 1);
        await log.AppendAsync(marker, CancellationToken.None);

        await using var member = log.Subscribe(Group, [first, second]);
        Assert.Equal(marker.Select(r => r.MessageId), (await ReceiveAsync(member, 1, quiet: true)).Select(m => m.MessageId));
    }

    [Fact]
    public async Task Subscribe_OfASecondMember_SharesThePartitionsAndItsEndGivesThemBackWithWhatWasNotCommitted()
    {
        var log = Open();
        using var stop = new CancellationTokenSource(s_patience);
        using var secondEnds = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var (first, second) = (new ConcurrentQueue<LogMessage>(), new ConcurrentQueue<LogMessage>());
        var consumingFirst = ConsumeAsync(log, first, commit: true, stop.Token);
        var consumingSecond = ConsumeAsync(Open(), second, commit: false, secondEnds.Token);

        var sent = new List<LogRecord>();
        while (second.Select(m => m.Partition).Distinct().Count() < 2)
            await FeedAsync();
        await secondEnds.CancelAsync();
        await consumingSecond;
        for (var i = 0; i < 3; i++)
            await FeedAsync();

        while (sent.Select(r => r.MessageId).Except(first.Select(m => m.MessageId)).Any())
            await Task.Delay(20, stop.Token);
        await stop.CancelAsync();
        await consumingFirst;
        AssertOrderPerKey(sent, first.DistinctBy(m => m.MessageId));

        async Task FeedAsync()
        {
            var records = Records(_name, 32, 32);
            await log.AppendAsync(records, stop.Token);
            sent.AddRange(records);
            await Task.Delay(50, stop.Token);
        }
    }

    private async Task ConsumeAsync(IEventLog log, ConcurrentQueue<LogMessage> received, bool commit, CancellationToken ct)
    {
        await using var member = log.Subscribe(Group, [_name]);
        try
        {
            while (true)
            {
                var messages = await member.ReceiveAsync(64, ct);
                foreach (var message in messages)
                    received.Enqueue(message);
                if (commit)
                    await member.CommitAsync(messages, CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The member leaves.
        }
    }

    private static List<LogRecord> Records(string topic, int count, int keys) =>
        [.. Enumerable.Range(0, count).Select(i => new LogRecord(topic, $"key-{i % keys}", Guid.CreateVersion7(), $$"""{"number":{{i}}}"""))];

    /// <param name="quiet">Also waits whether more comes than expected.</param>
    private static async Task<List<LogMessage>> ReceiveAsync(ILogSubscription member, int expected, bool quiet = false, int atMost = 512)
    {
        using var patience = new CancellationTokenSource(s_patience);
        var received = new List<LogMessage>();
        while (received.Count < expected)
            received.AddRange(await member.ReceiveAsync(atMost, patience.Token));
        if (!quiet)
            return received;
        using var silence = new CancellationTokenSource(s_quiet);
        try
        {
            while (true)
                received.AddRange(await member.ReceiveAsync(atMost, silence.Token));
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested)
        {
            return received;
        }
    }

    private static void AssertOrderPerKey(IEnumerable<LogRecord> sent, IEnumerable<LogMessage> received)
    {
        var arrived = received.ToLookup(m => (m.Topic, m.Key), m => m.MessageId);
        Assert.All(sent.GroupBy(r => (r.Topic, r.Key)), key => Assert.Equal(key.Select(r => r.MessageId), arrived[key.Key]));
    }
}
