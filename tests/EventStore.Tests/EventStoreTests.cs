using System.Text.Json;
using Commerce.Data;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Commerce.EventStore.Tests;

public sealed class EventStoreTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly Guid _stream = Guid.CreateVersion7();
    private ServiceProvider _services = null!;

    private EventStreams Streams => _services.GetRequiredService<EventStreams>();

    public async ValueTask InitializeAsync()
    {
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(_clock)
            .AddSingleton(database.Source)
            .AddSingleton<SessionFactory>()
            .AddSingleton<IInlineProjection, BalanceProjection>()
            .AddEventStore(typeof(EventStoreTests).Assembly, JsonSerializerOptions.Web, Withdrawals.Upcasters)
            .BuildServiceProvider();
        await SqlMigrations.ApplyAsync(database.Source, _services.GetServices<MigrationSource>(), CancellationToken.None);
        await database.ExecuteAsync(BalanceProjection.Table);
    }

    // Only the container: the fixture owns the database's source.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Append_ThenLoad_ReturnsTheEventsAsTheyWereWithWhoAndWhat()
    {
        var cause = Guid.CreateVersion7();
        var context = new RequestContext("correlation", cause, "user");
        await AppendAsync(0, [new Opened("Ada"), new Deposited(70)], context);
        await AppendAsync(2, [new Deposited(-5)]);

        var loaded = await LoadAsync();

        Assert.Equal([new Opened("Ada"), new Deposited(70), new Deposited(-5)], loaded.Select(e => e.Data));
        Assert.Equal([1, 2, 3], loaded.Select(e => e.Version));
        Assert.Equal(["test.opened.v1", "test.deposited.v1", "test.deposited.v1"], loaded.Select(e => e.Name));
        Assert.Equal(new EventMetadata("correlation", cause, "user"), loaded[0].Metadata);
        Assert.Equal(_clock.GetUtcNow(), loaded[0].RecordedAt, TimeSpan.FromMicroseconds(1));
    }

    [Fact]
    public async Task Append_OfThirtyTwoRacersExpectingTheSameVersion_HasOneWinnerPerRound()
    {
        for (var version = 0; version < 5; version++)
        {
            var expected = version;
            var outcomes = await RaceAsync(32, racer => [new Deposited(racer)], expected);

            Assert.Single(outcomes, failure => failure is null);
            Assert.All(outcomes.OfType<Exception>(), failure => Assert.Equal(409, Assert.IsType<ConflictException>(failure).Refusal.Status));
        }

        Assert.Equal([1, 2, 3, 4, 5], (await LoadAsync()).Select(e => e.Version));
        Assert.Equal((await LoadAsync()).Sum(e => ((Deposited)e.Data).Amount), await BalanceAsync());
    }

    // An event is its stream and version: this is what appending "the same event" a second time means.
    [Fact]
    public async Task Append_OfTheSameDecisionAgain_IsAConflictThatChangesNothing()
    {
        var context = new RequestContext("correlation", Guid.CreateVersion7(), "user");
        IReadOnlyList<object> decision = [new Opened("Ada"), new Deposited(70)];
        await AppendAsync(0, decision, context);
        var before = await LoadAsync();

        var again = await Assert.ThrowsAsync<ConflictException>(() => AppendAsync(0, decision, context));

        Assert.Equal((409, "conflict"), (again.Refusal.Status, again.Refusal.Code));
        Assert.Equal(before, await LoadAsync());
        Assert.Equal(70, await BalanceAsync());
    }

    [Fact]
    public async Task Append_OfTheSameDecisionByThirtyTwoRacers_HappensOnce()
    {
        var outcomes = await RaceAsync(32, _ => [new Opened("Ada"), new Deposited(70)], expectedVersion: 0);

        Assert.Single(outcomes, failure => failure is null);
        Assert.All(outcomes.OfType<Exception>(), failure => Assert.Equal(409, Assert.IsType<ConflictException>(failure).Refusal.Status));
        Assert.Equal([new Opened("Ada"), new Deposited(70)], (await LoadAsync()).Select(e => e.Data));
        Assert.Equal(70, await BalanceAsync());
    }

    [Fact]
    public async Task Load_OfEveryVersionEverWritten_ReturnsTheNewestShapeUnderItsName()
    {
        await AppendAsync(0, [new Opened("Ada"), new Deposited(1), new Deposited(2), new Withdrawn(new(1250, "EUR"))]);
        await database.ExecuteAsync("UPDATE events SET type = 'test.withdrawn.v1', data = '{\"euros\": 12.5}' WHERE stream_id = $1 AND version = 2", _stream);
        await database.ExecuteAsync("UPDATE events SET type = 'test.withdrawn.v2', data = '{\"cents\": 1250}' WHERE stream_id = $1 AND version = 3", _stream);

        var withdrawals = (await LoadAsync()).Skip(1);

        Assert.All(withdrawals, e => Assert.Equal(("test.withdrawn.v3", new Withdrawn(new(1250, "EUR"))), (e.Name, e.Data)));
    }

    [Fact]
    public async Task Append_BehindTheStream_IsAConflict()
    {
        await AppendAsync(0, [new Opened("Ada"), new Deposited(1)]);

        await Assert.ThrowsAsync<ConflictException>(() => AppendAsync(1, [new Deposited(2)]));
        await Assert.ThrowsAsync<ConflictException>(() => AppendAsync(0, [new Deposited(2), new Deposited(3), new Deposited(4)]));

        Assert.Equal(2, (await LoadAsync()).Count);
        Assert.Equal(1, await BalanceAsync());
    }

    [Fact]
    public async Task Append_AheadOfTheStream_LeavesNoHole()
    {
        await AppendAsync(0, [new Opened("Ada")]);

        await Assert.ThrowsAsync<PostgresException>(() => AppendAsync(2, [new Deposited(2)]));

        Assert.Single(await LoadAsync());
        Assert.Equal(0, await BalanceAsync());
    }

    [Fact]
    public async Task Append_TwiceInOneSession_GoesOnWhereTheFirstEndedBeforeAndAfterAFlush()
    {
        await using var session = OpenSession();
        session.Append("account", _stream, 0, [new Opened("Ada")]);
        session.Append("account", _stream, 1, [new Deposited(1), new Deposited(2)]);
        await session.FlushAsync(default);
        session.Append("account", _stream, 3, [new Deposited(3)]);
        Assert.Throws<InvalidOperationException>(() => session.Append("account", _stream, 3, [new Deposited(4)]));
        await session.CommitAsync(default);

        Assert.Equal([1, 2, 3, 4], (await LoadAsync()).Select(e => e.Version));
        Assert.Equal(6, await BalanceAsync());
    }

    [Fact]
    public async Task Append_OfNothing_WritesNothing()
    {
        Assert.Empty(await AppendAsync(0, []));
        Assert.Empty(await LoadAsync());
    }

    [Fact]
    public async Task Projection_IsInTheTransactionOfItsEvents()
    {
        await using (var rolledBack = OpenSession())
        {
            rolledBack.Append("account", _stream, 0, [new Deposited(10)]);
            await rolledBack.FlushAsync(default);
            Assert.Equal(10, await rolledBack.QuerySingleAsync("SELECT balance FROM balances WHERE id = $1", row => row.GetInt64(0), default, _stream));
        }

        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM balances WHERE id = $1", _stream));

        await AppendAsync(0, [new Deposited(20)]);
        Assert.Equal(1, await database.ScalarAsync<long>(
            "SELECT count(*) FROM balances b JOIN events e ON e.stream_id = b.id WHERE b.id = $1 AND b.xmin::text = e.xmin::text", _stream));
    }

    [Fact]
    public async Task Projection_ThatFails_TakesItsEventsWithIt()
    {
        await Assert.ThrowsAsync<PostgresException>(() => AppendAsync(0, [new Deposited(BalanceProjection.Refused)]));

        Assert.Empty(await LoadAsync());
    }

    [Fact]
    public async Task Load_OfManyStreams_ReturnsEachInOrderAndNoOthers()
    {
        var streams = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToArray();
        await using (var session = OpenSession())
        {
            foreach (var stream in streams)
                session.Append("account", stream, 0, [new Opened(stream.ToString()), new Deposited(1), new Deposited(2)]);
            await session.CommitAsync(default);
        }

        await using var reading = OpenSession();
        var loaded = await Streams.LoadAsync(reading, [.. streams.Take(3), Guid.CreateVersion7()], default);

        Assert.Equal(streams.Take(3).Order(), loaded.Keys.Order());
        Assert.All(loaded, entry => Assert.Equal([new Opened(entry.Key.ToString()), new Deposited(1), new Deposited(2)], entry.Value.Select(e => e.Data)));
    }

    [Fact]
    public async Task Load_OfAnEventWhoseNameTheCodeDoesNotKnow_FailsInsteadOfSkippingIt()
    {
        await AppendAsync(0, [new Opened("Ada")]);
        await database.ExecuteAsync("UPDATE events SET type = 'test.forgotten.v1' WHERE stream_id = $1", _stream);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(LoadAsync);
        Assert.Contains("test.forgotten.v1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_OfARecordWithoutAName_IsRefused() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => AppendAsync(0, ["not an event"]));

    // Everybody holds an open transaction before anybody writes.
    private async Task<Exception?[]> RaceAsync(int racers, Func<int, IReadOnlyList<object>> events, int expectedVersion)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sessions = Enumerable.Range(0, racers).Select(_ => OpenSession()).ToList();
        await Task.WhenAll(sessions.Select(session => session.BeginAsync(default)));
        var outcomes = sessions.Select(async (session, racer) =>
        {
            await using (session)
            {
                await start.Task;
                session.Append("account", _stream, expectedVersion, events(racer));
                return await Record.ExceptionAsync(() => session.CommitAsync(default));
            }
        }).ToList();
        start.SetResult();
        return await Task.WhenAll(outcomes);
    }

    private Session OpenSession(RequestContext? context = null) =>
        _services.GetRequiredService<SessionFactory>().Open(context ?? RequestContext.System("test"));

    private async Task<IReadOnlyList<RecordedEvent>> AppendAsync(int expectedVersion, IReadOnlyList<object> events, RequestContext? context = null)
    {
        await using var session = OpenSession(context);
        var recorded = session.Append("account", _stream, expectedVersion, events);
        await session.CommitAsync(default);
        return recorded;
    }

    private async Task<IReadOnlyList<RecordedEvent>> LoadAsync()
    {
        await using var session = OpenSession();
        return await Streams.LoadAsync(session, _stream, default);
    }

    private Task<long> BalanceAsync() => database.ScalarAsync<long>("SELECT balance FROM balances WHERE id = $1", _stream);
}
