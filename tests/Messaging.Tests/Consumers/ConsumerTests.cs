using System.Text.Json;
using Commerce.Data;
using Commerce.Kernel;
using static Commerce.Messaging.Tests.TestLog;

namespace Commerce.Messaging.Tests;

public sealed class ConsumerTests
{
    private const string Good = """
        {"eventId":"0197f5a6-0000-7000-8000-000000000001","eventType":"test.counted.v1","aggregateId":"a","aggregateType":"counter","eventVersion":1,"eventTime":"2026-01-01T00:00:00Z","data":{"counter":"a","number":1},"metadata":{"correlationId":"c"}}
        """;

    private static readonly string[] s_malformed =
    [
        "", "null", "[]", "{", "{}", """{"eventType":"test.counted.v1"}""",
        Bent("\"test.counted.v1\"", "null"),
        Bent(""","metadata":{"correlationId":"c"}""", ""),
        Bent("""{"correlationId":"c"}""", "null"),
        Bent("""{"correlationId":"c"}""", "{}"),
        Bent("\"data\":{\"counter\":\"a\",\"number\":1},", ""),
        Bent("""{"counter":"a","number":1}""", "null"),
        Bent("""{"counter":"a","number":1}""", "[]"),
        Bent("\"number\":1", "\"number\":\"many\""),
        Bent("0197f5a6-0000-7000-8000-000000000001", "nobody"),
        Bent("\"2026-01-01T00:00:00Z\"", "\"yesterday\""),
        Bent("\"counter\":\"a\"", "\"counter\":\"\\ud800\""),
    ];

    [Fact]
    public async Task Consumer_SameMessageManyTimes_HasOneEffect()
    {
        await using var pair = await Pair.StartAsync(receive: false);
        var message = Record(new CountedV1("a", 1));
        await pair.AppendAsync(message, message, Record(new CountedV1("b", 1)), message);
        await pair.AddReceiverAsync();
        await pair.AppliedAsync(2);
        await pair.AppendAsync(message);
        await pair.AppendAsync(message, Record(new CountedV1("a", 2)));

        Assert.Equal([("a", 1), ("a", 2), ("b", 1)], (await pair.AppliedAsync(3)).Order());
    }

    [Fact]
    public async Task Consumer_PoisonAtTheHeadOfABatch_IsBuriedWithAllItTakesToUnderstandItAndTheRestIsApplied()
    {
        await using var pair = await Pair.StartAsync(receive: false);
        var poison = Record(new CountedV1("a", 1, WriteDown.Poison));
        await pair.AppendAsync([poison, .. Enumerable.Range(2, 20).Select(i => Record(new CountedV1("a", i))), Record(new CountedV1("b", 1))]);
        await pair.AddReceiverAsync();

        var applied = await pair.AppliedAsync(21);
        Assert.Equal(21, applied.Count);
        Assert.Equal(Enumerable.Range(2, 20).Select(i => (long)i), applied.Where(a => a.Key == "a").Select(a => a.Number));
        var dead = Assert.Single(await DeadLettersAsync(pair));
        Assert.Equal((poison.MessageId, "counts", "a", poison.Envelope, 3), (dead.MessageId, dead.Topic, dead.Key, dead.Envelope, dead.Attempts));
        Assert.Contains(nameof(InvalidDataException), dead.Error, StringComparison.Ordinal);
        Assert.Contains(@"a cannot be read\0.", dead.Error, StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{16}$", dead.Fingerprint);
    }

    [Fact]
    public async Task Consumer_PoisonOfOneKind_HasOneFingerprintWhateverItsData()
    {
        await using var pair = await Pair.StartAsync();
        await pair.AppendAsync(Record(new CountedV1("a", 1, WriteDown.Poison)), Record(new CountedV1("b", 7, WriteDown.Poison)), Raw("c", "{"));

        await Pair.EventuallyAsync(async () => (await DeadLettersAsync(pair)).Count == 3, "three dead letters");
        var fingerprints = (await DeadLettersAsync(pair)).ToDictionary(d => d.Key, d => d.Fingerprint);
        Assert.Equal(fingerprints["a"], fingerprints["b"]);
        Assert.NotEqual(fingerprints["a"], fingerprints["c"]);
    }

    [Fact]
    public async Task Consumer_MalformedMessages_AreBuriedAtOnceAndBlockNobody()
    {
        await using var pair = await Pair.StartAsync();
        await pair.AppendAsync([.. s_malformed.Select(envelope => Raw("a", envelope)), Record(new CountedV1("a", 1))]);

        Assert.Equal([("a", 1L)], await pair.AppliedAsync(1));
        var dead = await DeadLettersAsync(pair);
        Assert.Equal(s_malformed, dead.Select(d => d.Envelope));
        Assert.All(dead, d => Assert.Equal(1, d.Attempts));
    }

    [Fact]
    public async Task Consumer_MessageNobodyHandles_IsPassedOver()
    {
        await using var pair = await Pair.StartAsync();
        await pair.AppendAsync(Record(new CounterSoldV1("a")), Record(new CountedV1("a", 1)));

        Assert.Equal([("a", 1L)], await pair.AppliedAsync(1));
        Assert.Empty(await DeadLettersAsync(pair));
        Assert.Equal(1, await pair.Receiving.ScalarAsync<long>("SELECT count(*) FROM inbox"));
    }

    [Fact]
    public async Task Consumer_TwoTypesOfOneKey_TakeEffectInTheirOrder()
    {
        await using var pair = await Pair.StartAsync(receive: false);
        await pair.AppendAsync([
            .. Enumerable.Range(1, 50).SelectMany(i => new[] { Record(new CountedV1("a", i)), Record(new CounterRenamedV2("a", $"after {i}")) })]);
        await pair.AddReceiverAsync();

        var numbers = (await pair.AppliedAsync(100)).ConvertAll(a => a.Number);
        Assert.Equal(Enumerable.Range(1, 50).SelectMany(i => new long[] { i, 0 }), numbers);
    }

    [Fact]
    public async Task Consumer_LosingManyRaces_IsNotMistakenForPoison()
    {
        await using var pair = await Pair.StartAsync(receive: false);
        var races = new Races { Left = 8 };
        await using var host = await MessagingHost.StartAsync(
            pair.Receiving.ConnectionString, pair.EventLog.ConnectionString, "racing", m => m.Handle<CountedV1, LoseRaces>(), also: races);
        await pair.AppendAsync(Record(new CountedV1("a", 1)));

        Assert.Equal([("a", 1L)], await pair.AppliedAsync(1));
        Assert.Equal(0, races.Left);
        Assert.Empty(await DeadLettersAsync(pair));
    }

    [Fact]
    public async Task Consumer_HandlerThatSwallowsAFailedStatement_DoesNotCountAsHandled()
    {
        await using var pair = await Pair.StartAsync(receive: false);
        await using var host = await MessagingHost.StartAsync(
            pair.Receiving.ConnectionString, pair.EventLog.ConnectionString, "swallowing", m => m.Handle<CountedV1, SwallowFailures>());
        await pair.AppendAsync(Record(new CountedV1("a", 1)));

        await Pair.EventuallyAsync(async () => (await DeadLettersAsync(pair)).Count == 1, "a dead letter");
        Assert.Empty(await pair.AppliedAsync());
    }

    [Fact]
    public async Task Consumer_WhatAMessageCauses_CarriesItsCorrelationAndNamesItAsCause()
    {
        await using var pair = await Pair.StartAsync(receive: false);
        await using var host = await MessagingHost.StartAsync(
            pair.Receiving.ConnectionString, pair.EventLog.ConnectionString, "passing-on", m => m.Handle<CountedV1, PassOn>());
        await using (var session = pair.Sender.OpenSession(new RequestContext("correlation-7", UserId: "user-9", TraceParent: "00-11111111111111111111111111111111-2222222222222222-01")))
        {
            session.Publish(new CountedV1("a", 1), "a");
            await session.CommitAsync(CancellationToken.None);
        }

        await Pair.EventuallyAsync(async () => await pair.Receiving.ScalarAsync<long>("SELECT count(*) FROM outbox") == 1, "a message in answer");
        var cause = await pair.Sending.ScalarAsync<Guid>("SELECT message_id FROM outbox");
        var metadata = JsonDocument.Parse((await pair.Receiving.ScalarAsync<string>("SELECT envelope FROM outbox"))!).RootElement.GetProperty("metadata");
        Assert.Equal("correlation-7", metadata.GetProperty("correlationId").GetString());
        Assert.Equal(cause, metadata.GetProperty("causationId").GetGuid());
        Assert.Equal("user-9", metadata.GetProperty("userId").GetString());
        Assert.Equal("00-11111111111111111111111111111111-2222222222222222-01", metadata.GetProperty("traceparent").GetString());
    }

    private static Task<List<DeadLetter>> DeadLettersAsync(Pair pair) => Pair.ListAsync(
        pair.Receiving, "SELECT message_id, topic, key, envelope, error, fingerprint, attempts FROM dead_letters ORDER BY id",
        row => new DeadLetter(
            row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetInt32(6)));

    private static string Bent(string what, string into)
    {
        Assert.Contains(what, Good, StringComparison.Ordinal);
        return Good.Replace(what, into, StringComparison.Ordinal);
    }

    private sealed record DeadLetter(Guid MessageId, string Topic, string Key, string Envelope, string Error, string Fingerprint, int Attempts);

    private sealed class Races
    {
        public int Left { get; set; }
    }

    private sealed class LoseRaces(Races races) : IMessageHandler<CountedV1>
    {
        public Task HandleAsync(IReadOnlyList<Received<CountedV1>> messages, Session session, CancellationToken ct)
        {
            if (races.Left == 0)
                return new WriteDown().HandleAsync(messages, session, ct);
            races.Left--;
            throw new ConflictException(new Error(409, "test.raced", "Somebody else was faster."));
        }
    }

    private sealed class SwallowFailures : IMessageHandler<CountedV1>
    {
        public async Task HandleAsync(IReadOnlyList<Received<CountedV1>> messages, Session session, CancellationToken ct)
        {
            await new WriteDown().HandleAsync(messages, session, ct);
            await session.FlushAsync(ct);
            await Assert.ThrowsAsync<Npgsql.PostgresException>(() => session.QueryAsync("SELECT 1 / 0", row => row.GetInt32(0), ct));
        }
    }

    private sealed class PassOn : IMessageHandler<CountedV1>
    {
        public Task HandleAsync(IReadOnlyList<Received<CountedV1>> messages, Session session, CancellationToken ct)
        {
            foreach (var message in messages)
                session.Publish(new CounterSoldV1(message.Message.Counter), message.AggregateId, message.Context);
            return Task.CompletedTask;
        }
    }
}
