using System.Text.Json.Nodes;
using Commerce.Data;
using static Commerce.Messaging.Tests.TestLog;

namespace Commerce.Messaging.Tests;

public sealed class DeadLetterTests
{
    private static readonly RequestContext s_staff = new("repair", UserId: "somebody");

    [Fact]
    public async Task TenThousandMessages_AHundredOfThemPoisonOfFiveKinds_EndExactAndAfterTheMendingAllAreApplied()
    {
        const int Messages = 10_000;
        const int Poisoned = 100;
        await using var pair = await Pair.StartAsync(receive: false);
        var faults = new Faults();
        await using var host = await FaultyAsync(pair, faults);
        var records = Enumerable.Range(0, Messages)
            .Select(i => Record(new CountedV1($"k{i % 50}", i, i % (Messages / Poisoned) == 0 ? Faults.Of(i / Poisoned % Faults.Kinds) : null))).ToArray();
        foreach (var batch in records.Chunk(1000))
            await pair.AppendAsync(batch);

        Assert.Equal(Messages - Poisoned, (await pair.AppliedAsync(Messages - Poisoned)).Count);
        await Pair.EventuallyAsync(async () => await DeadAsync(pair) == Poisoned, "the poisoned ones are dead letters");
        await using var session = host.OpenSession();
        var groups = await DeadLetterStore.GroupsAsync(session, DeadLetterStatus.Dead, 100, TimeProvider.System.GetUtcNow(), CancellationToken.None);
        Assert.Equal(Enumerable.Repeat((long)Poisoned / Faults.Kinds, Faults.Kinds), groups.Select(g => g.Count));

        // Mended, all are replayed by two people at once, and the wire repeats them too.
        faults.AreMended = true;
        await pair.AppendAsync(records[..1000]);
        var ids = await Pair.ListAsync(pair.Receiving, "SELECT id FROM dead_letters ORDER BY id", row => row.GetInt64(0));
        var outcomes = await Task.WhenAll(ReplayAsync(host, ids), ReplayAsync(host, ids));
        Assert.Equal(Poisoned, outcomes.Sum(o => o.Count(done => done)));

        var applied = await pair.AppliedAsync(Messages);
        Assert.Equal(Enumerable.Range(0, Messages).Select(i => (long)i), applied.Select(a => a.Number).Order());
        Assert.Equal(0, await DeadAsync(pair));
    }

    [Fact]
    public async Task Message_ThatFailsForAWhile_IsTriedAgainLaterAndBlocksNobodyMeanwhile()
    {
        await using var pair = await Pair.StartAsync(receive: false);
        var faults = new Faults { Hiccups = 4 };
        await using var host = await FaultyAsync(pair, faults, retryAfter: "00:00:00.5,00:00:00.5");
        await pair.AppendAsync(Record(new CountedV1("a", 1)));
        await Pair.EventuallyAsync(async () => await pair.Receiving.ScalarAsync<long>("SELECT count(*) FROM dead_letters WHERE status = 'retrying'") == 1, "it is set aside");
        faults.Hiccups = 0;
        await pair.AppendAsync(Record(new CountedV1("a", 2)));

        Assert.Equal([1L, 2L], (await pair.AppliedAsync(2)).Select(a => a.Number).Order());
        Assert.Equal("replayed", await pair.Receiving.ScalarAsync<string>("SELECT status FROM dead_letters"));
    }

    [Fact]
    public async Task Message_ThatKeepsFailing_IsADeadLetterWhenTheLastPauseIsOver()
    {
        await using var pair = await Pair.StartAsync(receive: false);
        await using var host = await FaultyAsync(pair, new Faults(), retryAfter: "00:00:00.1,00:00:00.1");
        await pair.AppendAsync(Record(new CountedV1("a", 1, Faults.Of(0))));

        await Pair.EventuallyAsync(async () => await DeadAsync(pair) == 1, "a dead letter");
        await using var session = host.OpenSession();
        var letter = Assert.Single(await DeadLetterStore.ListAsync(session, new(), 10, CancellationToken.None));
        Assert.Equal((5, 2, "test.counted.v1", "a"), (letter.Attempts, letter.Retries, letter.EventType, letter.Key));
        Assert.Equal(["failed", "failed"], (await DeadLetterStore.ActionsAsync(session, letter.Id, CancellationToken.None)).Select(a => a.Action));
        Assert.Empty(await pair.AppliedAsync());
    }

    [Fact]
    public async Task DryRun_SaysWhatAReplayWouldDoAndDoesNothing()
    {
        await using var pair = await Pair.StartAsync(receive: false);
        var faults = new Faults();
        await using var host = await FaultyAsync(pair, faults);
        var id = await DeadLetterAsync(pair, new CountedV1("a", 1, Faults.Of(1)));

        var failing = await host.Replay.TryAsync(id, s_staff, CancellationToken.None);
        Assert.Equal("FormatException: A number was expected.", failing.Failure);

        faults.AreMended = true;
        var effect = (await host.Replay.TryAsync(id, s_staff, CancellationToken.None)).Effect!;
        Assert.Equal(new TableChange("applied", 1, 0, 0), Assert.Single(effect.Changes));
        Assert.Equal("test.counter-sold.v1", Assert.Single(effect.Messages).GetProperty("eventType").GetString());
        Assert.Empty(await pair.AppliedAsync());
        Assert.Equal(1, await DeadAsync(pair));
        Assert.Equal(0, await pair.Receiving.ScalarAsync<long>("SELECT count(*) FROM outbox"));
    }

    [Fact]
    public async Task Edit_MendsWhatIsReplayed_AndRecognisesADuplicateByItsNewId()
    {
        await using var pair = await Pair.StartAsync(receive: false);
        await using var host = await FaultyAsync(pair, new Faults());
        var first = Record(new CountedV1("a", 1));
        await pair.AppendAsync(first);
        await pair.AppliedAsync(1);
        var id = await DeadLetterAsync(pair, new CountedV1("a", 2, Faults.Of(2)));

        await EditAsync(host, id, envelope => envelope["eventId"] = first.MessageId.ToString());
        Assert.Equal("dead_letters.duplicate", (await host.Replay.ReplayAsync(id, s_staff, CancellationToken.None)).Refusal?.Code);

        await EditAsync(host, id, envelope =>
        {
            envelope["eventId"] = Guid.CreateVersion7().ToString();
            envelope["data"]!["note"] = "mended";
        });
        Assert.Equal(new ReplayOutcome(null, null, null), await host.Replay.ReplayAsync(id, s_staff, CancellationToken.None));
        Assert.Equal("dead_letters.already_replayed", (await host.Replay.ReplayAsync(id, s_staff, CancellationToken.None)).Refusal?.Code);
        Assert.Equal([1L, 2L], (await pair.AppliedAsync()).Select(a => a.Number));

        await using var session = host.OpenSession();
        var actions = await DeadLetterStore.ActionsAsync(session, id, CancellationToken.None);
        Assert.Equal([("edited", "somebody"), ("edited", "somebody"), ("replayed", "somebody")], actions.Select(a => (a.Action, a.Actor)));
        var letter = await DeadLetterStore.FindAsync(session, id, CancellationToken.None);
        Assert.Contains("fault-2", letter!.Envelope, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edit_IntoWhatTheServiceCannotRead_IsRefused()
    {
        await using var pair = await Pair.StartAsync(receive: false);
        await using var host = await FaultyAsync(pair, new Faults());
        var id = await DeadLetterAsync(pair, new CountedV1("a", 1, Faults.Of(0)));
        await using var session = host.OpenSession();
        var letter = await DeadLetterStore.FindAsync(session, id, CancellationToken.None);

        Assert.Equal("dead_letters.unreadable", host.DeadLetters.Edit(session, letter!, "{}", 1)?.Code);
        Assert.Equal("dead_letters.unreadable", host.DeadLetters.Edit(session, letter!, letter!.Envelope.Replace(".v1", ".v9", StringComparison.Ordinal), 1)?.Code);
        Assert.Equal("dead_letters.not_handled", host.DeadLetters.Edit(session, letter, letter.Envelope.Replace("counted", "sold", StringComparison.Ordinal), 1)?.Code);
    }

    [Fact]
    public async Task Discarded_HasNoEffectButCanStillBeReplayed()
    {
        await using var pair = await Pair.StartAsync(receive: false);
        var faults = new Faults();
        await using var host = await FaultyAsync(pair, faults);
        var id = await DeadLetterAsync(pair, new CountedV1("a", 1, Faults.Of(3)));
        await using (var session = host.OpenSession(s_staff))
        {
            var letter = await DeadLetterStore.LockAsync(session, id, CancellationToken.None);
            Assert.Null(DeadLetterStore.Discard(session, letter!, "only a test"));
            await session.CommitAsync(CancellationToken.None);
        }

        Assert.Equal("discarded", await pair.Receiving.ScalarAsync<string>("SELECT status FROM dead_letters"));
        Assert.Equal("only a test", await pair.Receiving.ScalarAsync<string>("SELECT detail FROM dead_letter_actions"));
        faults.AreMended = true;
        Assert.Null((await host.Replay.ReplayAsync(id, s_staff, CancellationToken.None)).Failure);
        Assert.Single(await pair.AppliedAsync(1));
    }

    [Fact]
    public async Task Messages_ForThisServiceThatItDoesNotKnow_AreParkedWithTheReason()
    {
        await using var pair = await Pair.StartAsync(receive: false);
        await using var host = await FaultyAsync(pair, new Faults());
        var known = Record(new CountedV1("a", 1));
        await pair.AppendAsync(
            known with { MessageId = Guid.CreateVersion7(), Envelope = known.Envelope.Replace("counted.v1", "counted.v7", StringComparison.Ordinal) },
            known with { MessageId = Guid.CreateVersion7(), Envelope = known.Envelope.Replace("\"data\":{", $"\"data\":{{\"note\":\"{new string('x', MessageReader.MaxLength)}\",", StringComparison.Ordinal) },
            known);

        Assert.Equal([("a", 1L)], await pair.AppliedAsync(1));
        await using var session = host.OpenSession();
        var letters = await DeadLetterStore.ListAsync(session, new(), 10, CancellationToken.None);
        Assert.Contains(letters, l => l.Error.Contains("does not know test.counted.v7", StringComparison.Ordinal) && l.EventType == "test.counted.v7");
        Assert.Contains(letters, l => l.Error.Contains("characters", StringComparison.Ordinal) && l.Envelope.Length > MessageReader.MaxLength);
        Assert.Equal(2, letters.Count);
    }

    private static Task<MessagingHost> FaultyAsync(Pair pair, Faults faults, string retryAfter = "") => MessagingHost.StartAsync(
        pair.Receiving.ConnectionString, pair.EventLog.ConnectionString, "faulty", m => m.Handle<CountedV1, FaultyWriteDown>(), also: faults, retryAfter: retryAfter);

    private static async Task<long> DeadLetterAsync(Pair pair, CountedV1 message)
    {
        await pair.AppendAsync(Record(message));
        await Pair.EventuallyAsync(async () => await DeadAsync(pair) == 1, "a dead letter");
        return await pair.Receiving.ScalarAsync<long>("SELECT id FROM dead_letters");
    }

    private static async Task EditAsync(MessagingHost host, long id, Action<JsonNode> change)
    {
        await using var session = host.OpenSession(s_staff);
        var letter = (await DeadLetterStore.FindAsync(session, id, CancellationToken.None))!;
        var envelope = JsonNode.Parse(letter.Edited ?? letter.Envelope)!;
        change(envelope);
        Assert.Null(host.DeadLetters.Edit(session, letter, envelope.ToJsonString(), letter.Version));
        await session.CommitAsync(CancellationToken.None);
    }

    private static async Task<List<bool>> ReplayAsync(MessagingHost host, List<long> ids)
    {
        var done = new List<bool>();
        foreach (var id in ids)
            done.Add(await host.Replay.ReplayAsync(id, s_staff, CancellationToken.None) == new ReplayOutcome(null, null, null));
        return done;
    }

    private static Task<long> DeadAsync(Pair pair) => pair.Receiving.ScalarAsync<long>("SELECT count(*) FROM dead_letters WHERE status = 'dead'");
}
