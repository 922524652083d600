using System.Text.Json;
using Commerce.Data;
using Commerce.Testing;

namespace Commerce.Messaging.Tests;

public sealed class EnvelopeTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Publish_WithFullContext_WritesExactlyTheFieldsOfTheEnvelope()
    {
        var cause = Guid.CreateVersion7();
        var context = new RequestContext("correlation", cause, "user", "00-11111111111111111111111111111111-2222222222222222-01");
        var (row, clock) = await PublishAsync(new CounterRenamedV2("a", "Tür \"8\""), context);

        var expected = $$$"""
            {"eventId":"{{{row.Id}}}","eventType":"test.counter-renamed.v2","aggregateId":"a","aggregateType":"counter","eventVersion":2,
            "eventTime":{{{JsonSerializer.Serialize(clock.GetUtcNow())}}},"data":{"counter":"a","name":"T\u00FCr \u00228\u0022"},
            "metadata":{"correlationId":"correlation","causationId":"{{{cause}}}","userId":"user",
            "traceparent":"00-11111111111111111111111111111111-2222222222222222-01"}}
            """.ReplaceLineEndings("");
        Assert.Equal(expected, row.Envelope);
        Assert.Equal(("counts", "a"), (row.Topic, row.Key));
    }

    [Fact]
    public async Task Publish_WithoutCauseUserAndTrace_LeavesThemOut()
    {
        var (row, _) = await PublishAsync(new CountedV1("a", 1), new RequestContext("correlation"));

        Assert.EndsWith(""","metadata":{"correlationId":"correlation"}}""", row.Envelope, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_ThenRead_IsTheSameEnvelope()
    {
        var (row, clock) = await PublishAsync(new CountedV1("a", 3, "note"), new RequestContext("correlation", UserId: "user"));

        var envelope = JsonSerializer.Deserialize(row.Envelope, EnvelopeJson.Default.Envelope)!;
        Assert.Equal(
            (row.Id, "test.counted.v1", "a", "counter", 1, clock.GetUtcNow(), new EnvelopeMetadata("correlation", UserId: "user")),
            (envelope.EventId, envelope.EventType, envelope.AggregateId, envelope.AggregateType, envelope.EventVersion, envelope.EventTime, envelope.Metadata));
        Assert.Equal(new CountedV1("a", 3, "note"), envelope.Data.Deserialize<CountedV1>(JsonSerializerOptions.Web));
    }

    [Fact]
    public async Task Publish_ByASessionThatIsNotCommitted_LeavesNothing()
    {
        await using var host = await MessagingHost.StartAsync(database.ConnectionString, database.ConnectionString, "envelopes", _ => { }, start: false);
        await using (var session = host.OpenSession())
        {
            session.Publish(new CountedV1("rolled-back", 1), "rolled-back");
            await session.FlushAsync(CancellationToken.None);
        }

        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM outbox WHERE key = 'rolled-back'"));
    }

    [Fact]
    public async Task Publish_OfARecordWithoutAName_IsRefused()
    {
        await using var host = await MessagingHost.StartAsync(database.ConnectionString, database.ConnectionString, "envelopes", _ => { }, start: false);
        await using var session = host.OpenSession();

        Assert.Throws<InvalidOperationException>(() => session.Publish(new Nameless(), "a"));
    }

    [Fact]
    public async Task Publish_OfMoreThanAnybodyReads_IsRefusedBeforeItIsWritten()
    {
        await using var host = await MessagingHost.StartAsync(database.ConnectionString, database.ConnectionString, "envelopes", _ => { }, start: false);
        await using var session = host.OpenSession();

        Assert.Throws<InvalidOperationException>(() => session.Publish(new CountedV1("large", 1, new string('x', MessageReader.MaxLength)), "large"));
        session.Publish(new CountedV1("large", 1, new string('x', MessageReader.MaxLength - 1000)), "large");
        await session.CommitAsync(CancellationToken.None);
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM outbox WHERE key = 'large'"));
    }

    private async Task<((Guid Id, string Topic, string Key, string Envelope) Row, TimeProvider Clock)> PublishAsync(object message, RequestContext context)
    {
        var clock = new ManualClock();
        await using var host = await MessagingHost.StartAsync(
            database.ConnectionString, database.ConnectionString, "envelopes", _ => { }, start: false, clock: clock);
        await database.ExecuteAsync("DELETE FROM outbox");
        await using var session = host.OpenSession(context);
        session.Publish(message, "a");
        await session.CommitAsync(CancellationToken.None);
        return (Assert.Single(await Pair.ListAsync(
            database, "SELECT message_id, topic, key, envelope FROM outbox",
            row => (row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3)))), clock);
    }

    private sealed record Nameless;
}
