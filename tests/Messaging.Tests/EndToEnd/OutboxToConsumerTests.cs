using Npgsql;

namespace Commerce.Messaging.Tests;

public sealed class OutboxToConsumerTests
{
    private const int Writers = 16;
    private const int TransactionsPerWriter = 40;

    [Fact]
    public async Task Publish_BySixteenWritersWithPausesRollbacksAndOneLongTransaction_ArrivesCompleteOnceAndInOrder()
    {
        await using var pair = await Pair.StartAsync();
        await using var slow = pair.Sender.OpenSession();
        await Pair.CountAsync(slow, "slow", CancellationToken.None);
        var fiveSeconds = Task.Delay(TimeSpan.FromSeconds(5));

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(pair, new Random(writer))));
        var committed = await pair.Sending.ScalarAsync<long>("SELECT count(*) FROM outbox");
        Assert.InRange(committed, Writers * TransactionsPerWriter / 2, (Writers * TransactionsPerWriter) - 1);

        // The long transaction, open since before all others, delays nobody's messages but its own.
        Assert.Equal(committed, (await pair.AppliedAsync(committed)).Count);
        await fiveSeconds;
        await slow.CommitAsync(CancellationToken.None);

        await pair.AssertNothingLostOrDoubledAsync();
        Assert.Contains(("slow", 1L), await pair.AppliedAsync());
    }

    [Fact]
    public async Task Publish_ByTransactionsWhoseIdsAndPositionsAreInOppositeOrder_LosesNone()
    {
        await using var pair = await Pair.StartAsync();
        for (var round = 0; round < 5; round++)
        {
            // The first gets the lower transaction id, the second the lower position; the first commits and is seen beside the hole.
            await using var first = pair.Sender.OpenSession();
            await using var second = pair.Sender.OpenSession();
            await first.BeginAsync(CancellationToken.None);
            await first.QuerySingleAsync("SELECT pg_current_xact_id()::text", row => row.GetString(0), CancellationToken.None);
            await Pair.CountAsync(second, $"second-{round}", CancellationToken.None);
            await Pair.CountAsync(first, $"first-{round}", CancellationToken.None);
            await first.CommitAsync(CancellationToken.None);
            await pair.AppliedAsync((2 * round) + 1);
            await Task.Delay(600); // a few turns of the relay
            await second.CommitAsync(CancellationToken.None);
            await pair.AppliedAsync((2 * round) + 2);
        }

        await pair.AssertNothingLostOrDoubledAsync();
    }

    [Fact]
    public async Task Relay_AmongAThousandDeadGapsAndATransactionThatKeepsThemOpen_DoesNotStall()
    {
        await using var pair = await Pair.StartAsync();
        await using var open = pair.Sender.OpenSession();
        await Pair.CountAsync(open, "open", CancellationToken.None);
        await pair.Sending.ExecuteAsync("""
            DO $$ BEGIN
                FOR i IN 1..1000 LOOP
                    PERFORM nextval(pg_get_serial_sequence('outbox', 'position'));
                    INSERT INTO outbox (message_id, topic, key, envelope) SELECT gen_random_uuid(), 'noise', 'noise', '{}';
                END LOOP;
            END $$
            """);

        var began = TimeProvider.System.GetTimestamp();
        await using (var session = pair.Sender.OpenSession())
        {
            await Pair.CountAsync(session, "quick", CancellationToken.None);
            await session.CommitAsync(CancellationToken.None);
        }

        Assert.Equal([("quick", 1L)], await pair.AppliedAsync(1));
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal(0, await pair.Sending.ScalarAsync<long>("SELECT checkpoint FROM outbox_relay"));

        await open.CommitAsync(CancellationToken.None);
        await pair.AppliedAsync(2);
        await Pair.EventuallyAsync(
            async () => await pair.Sending.ScalarAsync<bool>("SELECT checkpoint = (SELECT max(position) FROM outbox) FROM outbox_relay"),
            "the checkpoint passes the dead gaps");
    }

    [Fact]
    public async Task Relay_ThatStumbles_LeavesNoConnectionWhoseCommitsAreNotDurable()
    {
        await using var pair = await Pair.StartAsync();
        await pair.Sending.ExecuteAsync("ALTER TABLE outbox RENAME TO outbox_away");
        for (var i = 0; i < 20; i++)
        {
            await Task.Delay(100); // the relay stumbles, gives its connection back and takes one again, several times
            await using var connection = await pair.Sender.Database.OpenConnectionAsync();
            await using var show = new NpgsqlCommand("SELECT source FROM pg_settings WHERE name = 'synchronous_commit'", connection);
            Assert.NotEqual("session", await show.ExecuteScalarAsync());
        }

        await pair.Sending.ExecuteAsync("ALTER TABLE outbox_away RENAME TO outbox");
        await using (var session = pair.Sender.OpenSession())
        {
            await Pair.CountAsync(session, "after", CancellationToken.None);
            await session.CommitAsync(CancellationToken.None);
        }

        await pair.AssertNothingLostOrDoubledAsync();
    }

    [Fact]
    public async Task Relay_OfASecondReplica_TakesOverFromTheFirstAndDoublesNothing()
    {
        await using var pair = await Pair.StartAsync();
        await pair.AddSenderAsync();
        using var enough = new CancellationTokenSource();
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => WriteAsync(pair, new Random(writer))));
        for (var handover = 0; handover < 4; handover++)
        {
            await Task.Delay(300);
            await pair.Sending.ExecuteAsync("""
                SELECT pg_terminate_backend(pid) FROM pg_locks
                WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """);
        }

        await writing;
        await pair.AssertNothingLostOrDoubledAsync();
    }

    [Fact]
    public async Task Relay_OfASecondReplica_StandsAsideWhileTheFirstLeads()
    {
        await using var pair = await Pair.StartAsync();
        await pair.AddSenderAsync();
        for (var sent = 1; sent <= 5; sent++)
        {
            await using var session = pair.Sender.OpenSession();
            await Pair.CountAsync(session, "orders", CancellationToken.None);
            await session.CommitAsync(CancellationToken.None);
            await pair.AppliedAsync(sent);
        }

        Assert.Equal(5, await pair.EventLog.ScalarAsync<long>("SELECT count(*) FROM log_messages"));
    }

    private static async Task WriteAsync(Pair pair, Random random)
    {
        for (var i = 0; i < TransactionsPerWriter; i++)
        {
            await using var session = pair.Sender.OpenSession();
            await session.BeginAsync(CancellationToken.None);
            await session.QuerySingleAsync("SELECT pg_current_xact_id()::text", row => row.GetString(0), CancellationToken.None);
            await Task.Delay(random.Next(15));
            await Pair.CountAsync(session, $"counter-{random.Next(12)}", CancellationToken.None);
            await Task.Delay(random.Next(15));
            if (random.Next(5) > 0)
                await session.CommitAsync(CancellationToken.None);
        }
    }
}
