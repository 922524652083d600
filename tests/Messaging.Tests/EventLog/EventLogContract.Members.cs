using System.Diagnostics;

namespace Commerce.Messaging.Tests;

/// <summary>Members that come, go, die and dawdle. An inbox stands behind them, as behind every consumer: duplicates may come, effects may not.</summary>
public abstract partial class EventLogContract
{
    /// <summary>A client whose members end as if their process had been killed.</summary>
    protected virtual IEventLog OpenMortal() => Open();

    /// <summary>Longer than the transport waits for a silent member.</summary>
    protected virtual TimeSpan Dawdling => TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Members_ComingAndGoing_TogetherApplyEverythingOnceAndInOrderPerKey()
    {
        var (log, inbox, sent) = (Open(), new Inbox(), new List<LogRecord>());
        var stay = new Member(this, log, inbox);
        Member[] passing = [];
        for (var round = 0; round < 12; round++)
        {
            await FeedAsync(log, sent, 150);
            if (round == 2)
                passing = [new Member(this, Open(), inbox), new Member(this, OpenMortal(), inbox)];
            if (round is 5 or 8)
                await passing[round / 6].DisposeAsync();
        }

        await inbox.WaitAsync(sent.Count);
        await stay.DisposeAsync();
        AssertOrderPerKey(sent, inbox.Applied);
        Assert.Equal(sent.Count, inbox.Applied.Count);
    }

    [Fact]
    public async Task Subscribe_AfterAMemberDiedBeforeItsCommit_GetsItsMessagesAgain()
    {
        var sent = new List<LogRecord>();
        await FeedAsync(Open(), sent, 60);
        await using (var mortal = OpenMortal().Subscribe(Group, [_name]))
            await ReceiveAsync(mortal, 60);

        await using var heir = Open().Subscribe(Group, [_name]);
        AssertOrderPerKey(sent, await ReceiveAsync(heir, 60));
    }

    [Fact]
    public async Task Commit_ByAMemberThatLostThePartition_NeitherThrowsNorTakesBackWhatItsNewOwnerCommitted()
    {
        var (log, sent, late) = (Open(), new List<LogRecord>(), new List<LogMessage>());
        await FeedAsync(log, sent, 64);
        await using (var first = log.Subscribe(Group, [_name]))
        {
            late.AddRange(await ReceiveAsync(first, 64));
            var inbox = new Inbox();
            var second = new Member(this, Open(), inbox);
            for (var began = Stopwatch.GetTimestamp(); inbox.Applied.Select(m => m.Partition).Distinct().Count() < 2; AssertPatience(began, second))
            {
                await FeedAsync(log, sent, 32); // to every partition, so also to one of the first member's
                late.AddRange(await ReceiveAsync(first, 1));
            }

            await second.DisposeAsync();
            await first.CommitAsync(late, CancellationToken.None);
            while (sent.Select(r => r.MessageId).Except(late.Concat(inbox.Applied).Select(m => m.MessageId)).Any())
                late.AddRange(await ReceiveAsync(first, 1));
            await first.CommitAsync(late, CancellationToken.None);
        }

        await FeedAsync(log, sent, 1);
        await using var third = Open().Subscribe(Group, [_name]);
        var received = await ReceiveAsync(third, 1, quiet: true);
        while (!received.Exists(m => m.MessageId == sent[^1].MessageId))
            received.AddRange(await ReceiveAsync(third, 1));
        if (CommitsAtOnce)
            Assert.Single(received);
    }

    [Fact]
    public async Task Receive_BesideAMemberThatDawdles_GoesOnAndTheDawdlerKeepsItsPlace()
    {
        var (log, inbox, sent) = (Open(), new Inbox(), new List<LogRecord>());
        using var gate = new SemaphoreSlim(0);
        var brisk = new Member(this, log, inbox);
        await FeedAsync(log, sent, 32);
        await inbox.WaitAsync(sent.Count); // first come, first served: the brisk one must have a place before the other one sits down
        var dawdler = new Member(this, Open(), inbox, gate);
        for (var began = Stopwatch.GetTimestamp(); !dawdler.IsWaiting; AssertPatience(began, brisk, dawdler))
            await FeedAsync(log, sent, 32);

        var since = Stopwatch.GetTimestamp();
        for (var before = inbox.Applied.Count; Stopwatch.GetElapsedTime(since) < Dawdling || inbox.Applied.Count == before; AssertPatience(since, brisk, dawdler))
            await FeedAsync(log, sent, 32);
        gate.Release(int.MaxValue / 2);

        await inbox.WaitAsync(sent.Count);
        await dawdler.DisposeAsync();
        await brisk.DisposeAsync();
        AssertOrderPerKey(sent, inbox.Applied);
    }

    [Fact]
    public async Task Receive_OfALargeBacklogByASlowStarter_GetsEverythingOnce()
    {
        var log = Open();
        var sent = Records(_name, count: 20_000, keys: 50);
        foreach (var batch in sent.Chunk(5_000))
            await log.AppendAsync(batch, CancellationToken.None);

        await using var member = log.Subscribe(Group, [_name]);
        var received = await ReceiveAsync(member, 1, atMost: 1);
        for (var pause = 0; pause < 4; pause++)
        {
            await Task.Delay(250); // what was fetched ahead piles up meanwhile
            received.AddRange(await ReceiveAsync(member, 1_000));
        }

        received.AddRange(await ReceiveAsync(member, sent.Count - received.Count, quiet: true));
        Assert.Equal(sent.Count, received.Count);
        AssertOrderPerKey(sent, received);
    }

    private static void AssertPatience(long since, params ReadOnlySpan<Member> members)
    {
        foreach (var member in members)
            Assert.Null(member.Failure);
        Assert.True(Stopwatch.GetElapsedTime(since) < s_patience, $"Not within {s_patience}.");
    }

    private async Task FeedAsync(IEventLog log, List<LogRecord> sent, int count)
    {
        var records = Records(_name, count, 32);
        await log.AppendAsync(records, CancellationToken.None);
        sent.AddRange(records);
        await Task.Delay(50);
    }

    /// <summary>What has taken effect, in the order in which it did: the place where a service's database would be.</summary>
    private sealed class Inbox
    {
        private readonly Lock _gate = new();
        private readonly HashSet<Guid> _known = [];
        private readonly List<LogMessage> _applied = [];

        public IReadOnlyList<LogMessage> Applied
        {
            get
            {
                lock (_gate)
                    return [.. _applied];
            }
        }

        public void Apply(IReadOnlyList<LogMessage> messages)
        {
            lock (_gate)
                _applied.AddRange(messages.Where(m => _known.Add(m.MessageId)));
        }

        public async Task WaitAsync(int count)
        {
            var began = Stopwatch.GetTimestamp();
            while (Applied.Count < count)
            {
                AssertPatience(began);
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Receives, applies, commits, until it ends.</summary>
    private sealed class Member : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _consuming;

        public Member(EventLogContract contract, IEventLog log, Inbox inbox, SemaphoreSlim? gate = null) =>
            _consuming = ConsumeAsync(log.Subscribe(contract.Group, [contract._name]), inbox, gate);

        public Exception? Failure => _consuming.Exception;

        public bool IsWaiting { get; private set; }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _consuming;
            _stop.Dispose();
        }

        private async Task ConsumeAsync(ILogSubscription subscription, Inbox inbox, SemaphoreSlim? gate)
        {
            await using var member = subscription;
            try
            {
                while (true)
                {
                    var messages = await member.ReceiveAsync(64, _stop.Token);
                    if (gate is not null)
                    {
                        IsWaiting = true;
                        await gate.WaitAsync(_stop.Token);
                    }

                    inbox.Apply(messages);
                    await member.CommitAsync(messages, CancellationToken.None);
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // It leaves with what it has not handled.
            }
        }
    }
}
