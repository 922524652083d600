using Commerce.Kernel;
using Commerce.Testing;
using Npgsql;

namespace Commerce.Data.Tests;

public sealed class SessionTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly Error s_gone = new(409, "test.gone", "It is gone.");
    private static readonly Error s_taken = new(409, "test.taken", "It is taken.");
    private readonly Participant _participant = new();
    private SessionFactory _sessions = null!;

    public async ValueTask InitializeAsync()
    {
        await database.ExecuteAsync("DROP TABLE IF EXISTS things; CREATE TABLE things (name text CONSTRAINT things_name PRIMARY KEY, size int NOT NULL)");
        _sessions = new SessionFactory(database.Source, [new ParticipantFactory(_participant)]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Commit_OfQueuedWrites_IsOneTransaction()
    {
        await using var session = Open();
        session.Write("INSERT INTO things SELECT * FROM unnest($1, $2)", new[] { "a", "b" }, new[] { 1, 2 });
        session.Write("INSERT INTO things VALUES ($1, $2)", "c", 3);
        Assert.Equal(0, await CountAsync());

        await session.CommitAsync(default);

        Assert.Equal(3, await CountAsync());
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(DISTINCT xmin::text) FROM things"));
    }

    [Fact]
    public async Task Commit_WhenOneOfTheWritesFails_WritesNothing()
    {
        await using var session = Open();
        session.Write("INSERT INTO things VALUES ('a', 1)");
        session.Write("INSERT INTO things VALUES ('b', 1 / $1)", 0);
        session.Write("INSERT INTO things VALUES ('c', 1)");

        await Assert.ThrowsAsync<PostgresException>(() => session.CommitAsync(default));

        Assert.Equal(0, await CountAsync());
        Assert.Equal(0, _participant.Commits);
    }

    [Fact]
    public async Task WriteOne_ThatHitsNoRow_RollsEverythingBackAndSaysWhy()
    {
        await using var session = Open();
        session.Write("INSERT INTO things VALUES ('a', 1)");
        session.WriteOne(s_gone, "UPDATE things SET size = 2 WHERE name = $1", "nobody");
        session.Write("INSERT INTO things VALUES ('c', 1)");

        var conflict = await Assert.ThrowsAsync<ConflictException>(() => session.CommitAsync(default));

        Assert.Same(s_gone, conflict.Refusal);
        Assert.Equal(0, await CountAsync());
        Assert.Equal(0, _participant.Commits);
    }

    [Fact]
    public async Task WriteOne_ThatHitsTwoRows_RollsBackToo()
    {
        await database.ExecuteAsync("INSERT INTO things VALUES ('a', 1), ('b', 1)");
        await using var session = Open();
        session.WriteOne(s_gone, "UPDATE things SET size = 2");

        await Assert.ThrowsAsync<ConflictException>(() => session.CommitAsync(default));

        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM things WHERE size = 2"));
    }

    [Fact]
    public async Task WriteOne_OfTwoRacers_LetsOneThrough()
    {
        await database.ExecuteAsync("INSERT INTO things VALUES ('version', 1)");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            await using var session = Open();
            session.WriteOne(s_gone, "UPDATE things SET size = 2 WHERE name = 'version' AND size = 1");
            session.Write("INSERT INTO things VALUES ($1, 0)", $"winner-{Guid.CreateVersion7()}");
            return await Record.ExceptionAsync(() => session.CommitAsync(default));
        }));

        Assert.Single(outcomes, failure => failure is null);
        Assert.All(outcomes.OfType<Exception>(), failure => Assert.IsType<ConflictException>(failure));
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task WhenDuplicate_OfAKnownConstraint_IsTheRefusalAndOfAnotherTheDatabasesOwn()
    {
        await database.ExecuteAsync("INSERT INTO things VALUES ('a', 1)");
        await using var known = Open();
        known.WhenDuplicate("things_name", s_taken);
        known.Write("INSERT INTO things VALUES ('a', 1)");
        Assert.Same(s_taken, (await Assert.ThrowsAsync<ConflictException>(() => known.CommitAsync(default))).Refusal);

        await using var other = Open();
        other.WhenDuplicate("something_else", s_taken);
        other.Write("INSERT INTO things VALUES ('a', 1)");
        Assert.True((await Assert.ThrowsAsync<PostgresException>(() => other.CommitAsync(default))).IsUniqueViolation("things_name"));
    }

    [Fact]
    public async Task WriteFirst_GoesAheadOfWhatWasQueuedBefore()
    {
        await using var session = Open();
        session.Write("UPDATE things SET size = 2 WHERE name = 'first'");
        session.WriteFirst("INSERT INTO things VALUES ('first', 1)");

        await session.CommitAsync(default);

        Assert.Equal(2, await database.ScalarAsync<int>("SELECT size FROM things WHERE name = 'first'"));
    }

    [Fact]
    public async Task Flush_ThenRead_SeesWhatNobodyElseSeesYet()
    {
        await using var session = Open();
        session.Write("INSERT INTO things VALUES ('a', 1)");
        await session.FlushAsync(default);

        Assert.Equal(["a"], await session.QueryAsync("SELECT name FROM things", row => row.GetString(0), default));
        Assert.Equal(0, await CountAsync());

        await session.CommitAsync(default);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Dispose_WithoutCommit_RollsBackAndGivesTheConnectionBack()
    {
        var one = new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 1, Timeout = 5, NoResetOnClose = true }.ConnectionString;
        await using var source = NpgsqlDataSource.Create(one);
        var sessions = new SessionFactory(source, []);
        for (var i = 0; i < 3; i++)
        {
            await using var session = sessions.Open(RequestContext.System("test"));
            session.Write("INSERT INTO things VALUES ('a', 1)");
            session.Write("SET LOCAL lock_timeout = '7s'");
            await session.FlushAsync(default);
        }

        Assert.Equal(0, await CountAsync());
        await using var next = sessions.Open(RequestContext.System("test"));
        Assert.NotEqual("7s", await next.QuerySingleAsync("SHOW lock_timeout", row => row.GetString(0), default));
        Assert.True(await next.QuerySingleAsync("SELECT pg_current_xact_id_if_assigned() IS NULL", row => row.GetBoolean(0), default));
    }

    [Fact]
    public async Task Query_OutsideATransaction_KeepsNoConnection()
    {
        var one = new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 1, Timeout = 5 }.ConnectionString;
        await using var source = NpgsqlDataSource.Create(one);
        var sessions = new SessionFactory(source, []);
        await using var waiting = sessions.Open(RequestContext.System("test"));
        await waiting.QueryAsync("SELECT 1", row => row.GetInt32(0), default);

        await using var other = sessions.Open(RequestContext.System("test"));
        Assert.Equal(7, await other.QuerySingleAsync("SELECT 7", row => row.GetInt32(0), default));
    }

    [Fact]
    public async Task QuerySingle_OfManyRows_IsTheFirstAndOfNoneTheDefault()
    {
        await using var session = Open();
        Assert.Equal(1, await session.QuerySingleAsync("SELECT * FROM generate_series(1, 3)", row => row.GetInt32(0), default));
        Assert.Null(await session.QuerySingleAsync("SELECT 'x' WHERE false", row => row.GetString(0), default));

        await session.BeginAsync(default);
        Assert.Equal(1, await session.QuerySingleAsync("SELECT * FROM generate_series(1, 3)", row => row.GetInt32(0), default));
        Assert.Equal(2, await session.QuerySingleAsync("SELECT 2", row => row.GetInt32(0), default));
    }

    [Fact]
    public async Task Commit_AfterASwallowedFailure_IsRefusedInsteadOfLosingTheRestQuietly()
    {
        await using var session = Open();
        session.Write("INSERT INTO things VALUES ('a', 1)");
        await session.FlushAsync(default);
        await Assert.ThrowsAsync<PostgresException>(() => session.QueryAsync("SELECT 1 / 0", row => row.GetInt32(0), default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.CommitAsync(default));

        await using var flushing = Open();
        flushing.Write("INSERT INTO things VALUES ('b', 1 / $1)", 0);
        await Assert.ThrowsAsync<PostgresException>(() => flushing.FlushAsync(default));
        flushing.Write("INSERT INTO things VALUES ('c', 1)");
        await Assert.ThrowsAsync<InvalidOperationException>(() => flushing.CommitAsync(default));

        await session.DisposeAsync();
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Participant_WritesJoinTheSessionsTransactionAndItHearsOfTheCommit()
    {
        await using (var lost = Open())
        {
            lost.Participant<Participant>().Names.Add("lost");
            await lost.FlushAsync(default);
        }

        Assert.Equal((0, 0), (await CountAsync(), _participant.Commits));

        await using var session = Open();
        var signals = 0;
        session.WhenCommitted(() => signals++);
        session.Participant<Participant>().Names.Add("kept");
        session.Write("INSERT INTO things VALUES ('own', 1)");
        await session.CommitAsync(default);

        Assert.Equal((2, 1, 1), (await CountAsync(), _participant.Commits, signals));
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(DISTINCT xmin::text) FROM things"));
    }

    [Fact]
    public async Task Participant_ThatTheServiceDoesNotHave_IsAClearError()
    {
        await using var session = new SessionFactory(database.Source, []).Open(RequestContext.System("test"));

        Assert.Throws<InvalidOperationException>(() => session.Participant<Participant>());
    }

    [Fact]
    public async Task Transaction_SharedWithAnotherWriter_CommitsBoth()
    {
        await using var session = Open();
        var transaction = await session.TransactionAsync(default);
        await using (var command = new NpgsqlCommand("INSERT INTO things VALUES ('theirs', 1)", transaction.Connection, transaction))
            await command.ExecuteNonQueryAsync();
        session.Write("INSERT INTO things VALUES ('ours', 1)");
        Assert.Equal(0, await CountAsync());

        await session.CommitAsync(default);

        Assert.Equal(2, await CountAsync());
    }

    private Session Open() => _sessions.Open(RequestContext.System("test"));

    private async Task<long> CountAsync() => await database.ScalarAsync<long>("SELECT count(*) FROM things");

    private sealed class Participant : ISessionParticipant
    {
        public List<string> Names { get; } = [];

        public int Commits { get; private set; }

        public void BeforeFlush(Session session)
        {
            foreach (var name in Names)
                session.Write("INSERT INTO things VALUES ($1, 0)", name);
            Names.Clear();
        }

        public void Committed() => Commits++;
    }

    private sealed class ParticipantFactory(Participant participant) : ISessionParticipantFactory
    {
        public ISessionParticipant Create() => participant;
    }
}
