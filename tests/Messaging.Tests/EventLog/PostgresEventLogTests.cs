using Commerce.Testing;
using Npgsql;

namespace Commerce.Messaging.Tests;

public sealed class PostgresEventLogTests(TestDatabase database) : EventLogContract, IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly List<PostgresEventLog> _opened = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var log in _opened)
            await log.DisposeAsync();
    }

    [Fact]
    public async Task Append_ByManyAtOnceToSeveralTopics_LeavesDensePositions()
    {
        string[] topics = ["dense-a", "dense-b", "dense-c"];
        var log = Open();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                var mixed = topics.Concat(topics.Reverse()).Skip(writer % 3);
                await log.AppendAsync([.. mixed.Select(t => new LogRecord(t, $"{writer}", Guid.CreateVersion7(), "{}"))], CancellationToken.None);
            }
        })));

        Assert.Equal(0, await database.ScalarAsync<long>("""
            SELECT count(*) FROM log_topics t WHERE topic LIKE 'dense-%' AND last_position <> (
                SELECT count(DISTINCT position) FROM log_messages m WHERE m.topic = t.topic AND position BETWEEN 1 AND t.last_position)
            """));
    }

    /// <summary>A consumer whose subscription failed begins again at once: its old claims must not stand in its way.</summary>
    [Fact]
    public async Task Subscribe_RightAfterAnAbandonedOne_ReadsEveryPartition()
    {
        var log = Open();
        for (var round = 0; round < 3; round++)
        {
            var sent = Enumerable.Range(0, 64).Select(i => new LogRecord("again", $"{i}", Guid.CreateVersion7(), "{}")).ToList();
            await log.AppendAsync(sent, CancellationToken.None);
            await using var member = log.Subscribe("abandoning", ["again"]);
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            for (var received = 0; received < sent.Count;)
            {
                var messages = await member.ReceiveAsync(512, soon.Token);
                await member.CommitAsync(messages, soon.Token);
                received += messages.Count;
            }
        }
    }

    /// <summary>Should it be killed later, the next one must not begin a long way back.</summary>
    [Fact]
    public async Task Commit_ByAMemberThatStays_IsWrittenDownWhileItWaitsForMore()
    {
        var log = Open();
        await log.AppendAsync([new LogRecord("staying", "a", Guid.CreateVersion7(), "{}")], CancellationToken.None);
        await using var member = log.Subscribe("staying", ["staying"]);
        await member.CommitAsync(await member.ReceiveAsync(10, CancellationToken.None), CancellationToken.None);

        using var enough = new CancellationTokenSource();
        var waiting = member.ReceiveAsync(10, enough.Token);
        await Pair.EventuallyAsync(
            async () => await database.ScalarAsync<long>("SELECT count(*) FROM log_offsets WHERE consumer_group = 'staying'") == 1, "its place in the log");
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Receive_AfterItsConnectionWasKilled_FailsAndTheNextSubscriptionGoesOn()
    {
        var log = Open();
        await log.AppendAsync([new LogRecord("killed", "a", Guid.CreateVersion7(), "{}")], CancellationToken.None);
        await using (var member = log.Subscribe("killed", ["killed"]))
        {
            Assert.Single(await member.ReceiveAsync(10, CancellationToken.None));
            var waiting = member.ReceiveAsync(10, CancellationToken.None);
            await database.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'event-log/killed'");
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => waiting);
        }

        await using var next = log.Subscribe("killed", ["killed"]);
        Assert.Single(await next.ReceiveAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task Claim_OfWhatAnotherMemberReads_IsGrantedWhenThatMemberIsGone()
    {
        var (first, second) = (new PartitionClaims("claiming", ["claims"]), new PartitionClaims("claiming", ["claims"]));
        await Open().AppendAsync([new LogRecord("claims", "a", Guid.CreateVersion7(), "{}")], CancellationToken.None);
        NpgsqlConnection other;
        await using (var reading = await MemberAsync(first.ConnectionName))
        {
            await first.BalanceAsync(reading, CancellationToken.None);
            Assert.Equal(PostgresEventLog.Partitions, first.Held.Count);

            other = await MemberAsync(second.ConnectionName);
            await second.BalanceAsync(other, CancellationToken.None);
            Assert.Empty(second.Held);
        }

        await using (other)
        {
            await Pair.EventuallyAsync(
                async () =>
                {
                    second.Forget(); // so that it looks again at once
                    await second.BalanceAsync(other, CancellationToken.None);
                    return second.Held.Count > 0;
                },
                "the claims of a member that is gone");
        }
    }

    /// <summary>A member that died with its machine says no goodbye: its claims must not stand for the system's two hours.</summary>
    [Fact]
    public async Task Membership_TellsTheServer_ToLookSoonWhetherItIsStillThere()
    {
        await using var connection = await ((PostgresEventLog)Open()).Memberships.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var idle = new NpgsqlCommand("SELECT current_setting('tcp_keepalives_idle')::int", connection);
        Assert.InRange((int)(await idle.ExecuteScalarAsync())!, 1, 10);
        await using var unanswered = new NpgsqlCommand("SELECT setting::int FROM pg_settings WHERE name = 'tcp_user_timeout'", connection);
        Assert.InRange((int)(await unanswered.ExecuteScalarAsync())!, 1000, 20_000);
    }

    private async Task<NpgsqlConnection> MemberAsync(string name)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { ApplicationName = name, Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    protected override IEventLog Open()
    {
        var log = new PostgresEventLog(database.ConnectionString);
        _opened.Add(log);
        return log;
    }

    protected override LogRecord Impossible(string topic) => new(topic, "key", Guid.CreateVersion7(), "\0");
}
