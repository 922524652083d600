using Commerce.Testing;

namespace Commerce.EventStore.Tests;

public sealed class AsyncProjectionTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Wrong = """
        SELECT count(*) FROM (SELECT stream_id, sum((data ->> 'amount')::bigint) AS total, count(*) AS deposits, max(version) AS version
            FROM events WHERE type = 'test.deposited.v1' GROUP BY 1) e
        FULL JOIN deposits d ON d.id = e.stream_id
        WHERE d.total IS DISTINCT FROM e.total OR d.deposits IS DISTINCT FROM e.deposits OR d.version IS DISTINCT FROM e.version OR NOT d.in_order
        """;

    private readonly Guid[] _accounts = [.. Enumerable.Range(0, 12).Select(_ => Guid.CreateVersion7())];

    // The tests of a class share its database: each begins with an empty bank, and without a hole before its first event.
    public async ValueTask InitializeAsync()
    {
        await using var bank = await Bank.OpenAsync(database, start: false);
        await database.ExecuteAsync("TRUNCATE events, balances, deposits, poison_events, projections RESTART IDENTITY CASCADE");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Follow_PastSlowAndRolledBackWriters_CountsEveryEventOnceAndInOrder()
    {
        await using var bank = await Bank.OpenAsync(database);
        await using var open = bank.Open();
        var slow = Guid.CreateVersion7();
        open.Append("account", slow, 0, [new Deposited(21)]);
        await open.FlushAsync(default);
        var position = await open.QuerySingleAsync("SELECT position FROM events WHERE stream_id = $1", row => row.GetInt64(0), default, slow);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => bank.DepositAsync(i, _accounts, 40, default)));

        Assert.True(await CheckpointAsync() < position, "It passed a transaction in flight.");
        await open.CommitAsync(default);
        await CaughtUpAsync();
        Assert.Equal(0, await database.ScalarAsync<long>(Wrong));
        Assert.Equal(21, await database.ScalarAsync<long>("SELECT total FROM deposits WHERE id = $1", slow));
    }

    [Fact]
    public async Task Follow_KilledAgainAndAgain_CountsEveryEventOnce()
    {
        await using var writer = await Bank.OpenAsync(database, start: false);
        using var enough = new CancellationTokenSource();
        await Bank.SeedAsync(database, 400, 20);
        var writing = Task.WhenAll(Enumerable.Range(0, 2).Select(i => writer.DepositAsync(i, _accounts, 200, enough.Token)));
        for (var round = 0; round < 6; round++)
        {
            await using var bank = await Bank.OpenAsync(database);
            await using var other = await Bank.OpenAsync(database);
            var before = await CheckpointAsync();
            await Bank.UntilAsync(async () => await CheckpointAsync() > before || await IsCaughtUpAsync());
            await database.ExecuteAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%projections%' AND pid <> pg_backend_pid()");
        }

        await writing;
        await using var last = await Bank.OpenAsync(database);
        await CaughtUpAsync();
        Assert.Equal(0, await database.ScalarAsync<long>(Wrong));
    }

    [Fact]
    public async Task Follow_KilledBetweenItsRowsAndItsCheckpoint_LeavesNeither()
    {
        const string AtTheCheckpoint = """
            FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%UPDATE public.projections%'
            """;
        await using var bank = await Bank.OpenAsync(database, start: false);
        await bank.Book.RegisterAsync(TimeProvider.System, default);
        await Bank.SeedAsync(database, 20, 5);
        await using (var holder = bank.Open())
        {
            await holder.BeginAsync(default);
            await holder.QueryAsync("SELECT name FROM projections FOR UPDATE", row => row.GetString(0), default);
            await bank.StartAsync();
            await Bank.UntilAsync(async () => await database.ScalarAsync<long>($"SELECT count(*) {AtTheCheckpoint}") > 0);
            Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM deposits"));
            Assert.True(await database.ScalarAsync<bool>($"SELECT bool_and(pg_terminate_backend(pid)) {AtTheCheckpoint}"));
        }

        await CaughtUpAsync();
        Assert.Equal(0, await database.ScalarAsync<long>(Wrong));
    }

    [Fact]
    public async Task Follow_MeetingPoison_RecordsItAndGoesOn()
    {
        await using var bank = await Bank.OpenAsync(database, start: false);
        var account = _accounts[0];
        await bank.AppendAsync(account, 0, [new Opened("Ada"), .. Enumerable.Range(0, 30).Select(i => new Deposited(100 + i))]);
        await bank.AppendAsync(account, 31, new Deposited(DepositProjection.Unlucky), new Deposited(1), new Deposited(DepositProjection.TooLarge), new Deposited(2));
        await database.ExecuteAsync("UPDATE events SET type = 'test.forgotten.v1' WHERE stream_id = $1 AND version = 5", account);
        await bank.StartAsync();
        await CaughtUpAsync();

        await using var session = bank.Open();
        var poison = await ProjectionBook.PoisonAsync(session, "deposits", 0, 10, default);
        Assert.Equal([(5, "test.forgotten.v1"), (32, "test.deposited.v1"), (34, "test.deposited.v1")], poison.Select(p => (p.Version, p.Type)));
        Assert.Equal("InvalidOperationException: Thirteen.", poison[1].Error);
        Assert.Contains("deposits_largest_check", poison[2].Error, StringComparison.Ordinal);
        Assert.Equal(
            Enumerable.Range(0, 30).Where(i => i != 3).Sum(i => 100L + i) + 3,
            await database.ScalarAsync<long>("SELECT total FROM deposits WHERE id = $1", account));
        var state = Assert.Single(await bank.Book.ListAsync(session, default), s => s.Name == "deposits");
        Assert.Equal((3, 35, 35, null), (state.Poison, state.Position - Offset(state), state.Head - Offset(state), state.WaitingSince));
        Assert.Empty((await bank.Check.RunAsync(bank.Book.Find("deposits")!, null, TimeSpan.FromMinutes(1), default)).Drift);
    }

    private static long Offset(ProjectionState state) => state.Head - 35;

    private async Task<long> CheckpointAsync() => await database.ScalarAsync<long>("SELECT checkpoint FROM projections WHERE name = 'deposits'");

    private async Task<bool> IsCaughtUpAsync() => await database.ScalarAsync<long>("SELECT max(position) FROM events") == await CheckpointAsync();

    private Task CaughtUpAsync() => Bank.UntilAsync(IsCaughtUpAsync);
}
