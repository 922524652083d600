using Commerce.Data;
using Commerce.Testing;

namespace Commerce.EventStore.Tests;

public sealed class RebuildTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string WrongBalances = """
        SELECT count(*) FROM (SELECT stream_id, coalesce(sum((data ->> 'amount')::bigint), 0) AS balance, count(*) AS events FROM events GROUP BY 1) e
        FULL JOIN balances b ON b.id = e.stream_id WHERE b.balance IS DISTINCT FROM e.balance OR b.events IS DISTINCT FROM e.events
        """;

    private const string WrongDeposits = """
        SELECT count(*) FROM (SELECT stream_id, sum((data ->> 'amount')::bigint) AS total, count(*) AS deposits FROM events WHERE type = 'test.deposited.v1' GROUP BY 1) e
        FULL JOIN deposits d ON d.id = e.stream_id WHERE d.total IS DISTINCT FROM e.total OR d.deposits IS DISTINCT FROM e.deposits OR NOT d.in_order
        """;

    private const string Shape = """
        SELECT string_agg(line, E'\n' ORDER BY line) FROM (
            SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'balances'
            UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'public.balances'::regclass
            UNION ALL SELECT attname || ' ' || atttypid::regtype || ' ' || attnotnull FROM pg_attribute WHERE attrelid = 'public.balances'::regclass AND attnum > 0
            UNION ALL SELECT reloptions::text FROM pg_class WHERE oid = 'public.balances'::regclass) AS shape
        """;

    private readonly Guid[] _accounts = [.. Enumerable.Range(0, 12).Select(_ => Guid.CreateVersion7())];

    public async ValueTask InitializeAsync()
    {
        await using var bank = await Bank.OpenAsync(database, start: false);
        await database.ExecuteAsync("DROP TABLE IF EXISTS projection_rebuild.balances, projection_rebuild.deposits");
        await database.ExecuteAsync("TRUNCATE events, balances, deposits, poison_events, projections CASCADE");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory, InlineData("balances"), InlineData("deposits")]
    public async Task Rebuild_UnderWriters_LosesNothingAndDoublesNothing(string projection)
    {
        await using var bank = await Bank.OpenAsync(database);
        await Bank.SeedAsync(database, 300, 10);
        var shape = await database.ScalarAsync<string>(Shape);
        using var enough = new CancellationTokenSource();
        var writing = Task.WhenAll(Enumerable.Range(0, 6).Select(i => bank.DepositAsync(i, _accounts, int.MaxValue, enough.Token)));

        for (var i = 0; i < 5; i++)
            await bank.SwappedAsync(projection, await bank.RebuildAsync(projection));
        await enough.CancelAsync();
        await writing;
        await bank.SwappedAsync(projection, await AfterWritersAsync(bank, projection));

        Assert.Equal(shape, await database.ScalarAsync<string>(Shape));
        await using var session = bank.Open();
        var state = Assert.Single(await bank.Book.ListAsync(session, default), s => s.Name == projection);
        Assert.Equal((7, 0), (state.Generation, state.Poison));
    }

    // What the swaps under fire left behind is looked at before anything else can mend it.
    private async Task<Guid> AfterWritersAsync(Bank bank, string projection)
    {
        await DepositsAreCaughtUpAsync();
        Assert.Equal(0, await database.ScalarAsync<long>(WrongBalances));
        Assert.Equal(0, await database.ScalarAsync<long>(WrongDeposits));
        return await bank.RebuildAsync(projection);
    }

    private Task DepositsAreCaughtUpAsync() => Bank.UntilAsync(async () => await database.ScalarAsync<bool>(
        "SELECT (SELECT max(position) FROM events) = (SELECT checkpoint FROM projections WHERE name = 'deposits')"));

    [Theory, InlineData("balances"), InlineData("deposits")]
    public async Task Rebuild_KilledInTheMiddle_GoesOnWhereItWas(string projection)
    {
        await Bank.SeedAsync(database, 1500, 19);
        var id = Guid.Empty;
        var seen = 0L;
        await using (var first = await Bank.OpenAsync(database))
        {
            // What the live one has not shown yet, a rebuild leaves to it: behind a transaction in flight that may be everything.
            await DepositsAreCaughtUpAsync();
            id = await first.RebuildAsync(projection);
            await Bank.UntilAsync(async () => (await first.FindAsync(projection, id)).Position > 0);
        }

        await using (var writer = await Bank.OpenAsync(database, start: false))
        {
            var left = await writer.FindAsync(projection, id);
            Assert.Equal("building", left.State);
            Assert.InRange(left.Position, 1, left.Head - 1);
            seen = left.Events;
            await writer.DepositAsync(1, _accounts, 20, default);
        }

        await using var second = await Bank.OpenAsync(database);
        var built = await second.SwappedAsync(projection, id);
        // What came after the swap is the live one's own.
        Assert.True(seen > 0, "It had not begun.");
        Assert.Equal(await database.ScalarAsync<long>($"SELECT count(*) FROM events WHERE position <= {built.Position}"), built.Events);
        await AfterWritersAsync(second, projection);
    }

    [Theory, InlineData("balances"), InlineData("deposits")]
    public async Task Rebuild_CalledOff_LeavesTheLiveTables_AndNothingOfItsOwn(string projection)
    {
        await using var bank = await Bank.OpenAsync(database);
        await Bank.SeedAsync(database, 1500, 19);
        await DepositsAreCaughtUpAsync();
        var id = await bank.RebuildAsync(projection);
        await Bank.UntilAsync(async () => (await bank.FindAsync(projection, id)).Position > 0);
        await bank.CancelAsync(id);
        await Bank.UntilAsync(async () => await database.ScalarAsync<bool>($"SELECT to_regclass('projection_rebuild.{projection}') IS NULL"));

        var left = await bank.FindAsync(projection, id);
        Assert.Equal(("cancelled", "tester", null), (left.State, left.CancelledBy, left.LastError));
        Assert.True(left.Position < left.Head, "It was over before it was called off.");
        Assert.Equal(1, await database.ScalarAsync<int>("SELECT generation FROM projections WHERE name = $1", projection));
        Assert.Equal(409, (await Assert.ThrowsAsync<ConflictException>(() => bank.CancelAsync(id))).Refusal.Status);
        await bank.SwappedAsync(projection, await AfterWritersAsync(bank, projection));
        Assert.Equal(0, await database.ScalarAsync<long>(WrongBalances));
        Assert.Equal(0, await database.ScalarAsync<long>(WrongDeposits));
    }

    [Fact]
    public async Task Rebuild_CalledOffBeforeItBegan_NeverBegins()
    {
        await using var bank = await Bank.OpenAsync(database, start: false);
        await bank.Book.RegisterAsync(TimeProvider.System, default);
        var id = await bank.RebuildAsync("balances");
        await bank.CancelAsync(id);
        await bank.StartAsync();
        await bank.SwappedAsync("balances", await bank.RebuildAsync("balances"));
        Assert.Equal("cancelled", (await bank.FindAsync("balances", id)).State);
    }

    [Fact]
    public async Task Rebuild_MeetingPoison_RecordsItForItsGeneration()
    {
        await using var bank = await Bank.OpenAsync(database);
        await Bank.SeedAsync(database, 50, 3);
        await database.ExecuteAsync("UPDATE events SET type = 'test.forgotten.v1' WHERE position = (SELECT min(position) + 70 FROM events)");
        var rebuild = await bank.SwappedAsync("balances", await bank.RebuildAsync("balances", "somebody changed a row"));

        Assert.Equal((1, "tester", "somebody changed a row", 200), (rebuild.Poison, rebuild.RequestedBy, rebuild.Reason, rebuild.Events));
        await using var session = bank.Open();
        Assert.Equal(2, Assert.Single(await ProjectionBook.PoisonAsync(session, "balances", 0, 10, default)).Generation);
    }

    [Fact]
    public async Task Rebuild_WhileOneIsOpen_IsNotAskedForTwice()
    {
        await using var bank = await Bank.OpenAsync(database, start: false);
        await bank.Book.RegisterAsync(TimeProvider.System, default);
        await bank.RebuildAsync("balances");
        var refused = await Assert.ThrowsAsync<ConflictException>(() => bank.RebuildAsync("balances"));
        Assert.Equal(409, refused.Refusal.Status);
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM projection_rebuilds"));
    }

    [Fact]
    public async Task Start_WithNewerCode_RebuildsByItself()
    {
        await using (await Bank.OpenAsync(database))
            Assert.Equal(2, await database.ScalarAsync<long>("SELECT count(*) FROM projections"));
        await Bank.SeedAsync(database, 5, 1, withBalances: false);
        await using var bank = await Bank.OpenAsync(database, version: 2);
        await Bank.UntilAsync(async () => await database.ScalarAsync<int>("SELECT version FROM projections WHERE name = 'balances'") == 2);
        Assert.Equal(0, await database.ScalarAsync<long>(WrongBalances));
        Assert.Equal("system", await database.ScalarAsync<string>("SELECT requested_by FROM projection_rebuilds"));
    }

    [Fact]
    public async Task Rebuild_ThatCannotBeDone_IsGivenUpAndLeavesTheLiveTablesAlone()
    {
        await using var bank = await Bank.OpenAsync(database, start: false);
        await Bank.SeedAsync(database, 5, 1);
        await bank.Book.RegisterAsync(TimeProvider.System, default);
        var id = await bank.RebuildAsync("balances");
        await database.ExecuteAsync("CREATE VIEW rich AS SELECT * FROM balances"); // the live table cannot be dropped
        await bank.StartAsync();
        await Bank.UntilAsync(async () => (await bank.FindAsync("balances", id)).Attempts > 0);
        await database.ExecuteAsync("UPDATE projection_rebuilds SET attempts = 19");
        await Bank.UntilAsync(async () => (await bank.FindAsync("balances", id)).State == "failed");
        await database.ExecuteAsync("DROP VIEW rich");

        Assert.Contains("cannot drop table public.balances", (await bank.FindAsync("balances", id)).LastError, StringComparison.Ordinal);
        Assert.Equal(0, await database.ScalarAsync<long>(WrongBalances));
        await bank.SwappedAsync("balances", await bank.RebuildAsync("balances"));
    }

    [Fact]
    public async Task Check_NamesEveryRowThatIsNotWhatTheEventsSay_UntilTheRebuild()
    {
        await using var bank = await Bank.OpenAsync(database);
        await Bank.SeedAsync(database, 95, 3);
        var balances = bank.Book.Find("balances")!;
        var clean = await CheckAsync(bank, balances);
        Assert.Equal((380, 95, 10), (clean.Events, clean.Rows, clean.Ranges));
        Assert.Empty(clean.Drift);

        var (changed, missing, extra) = (await IdOfAsync(7), await IdOfAsync(50), Guid.CreateVersion7());
        await database.ExecuteAsync("UPDATE balances SET balance = balance + 1 WHERE id = $1", changed);
        await database.ExecuteAsync("DELETE FROM balances WHERE id = $1", missing);
        await database.ExecuteAsync("INSERT INTO balances VALUES ($1, 5, 1)", extra);
        var drift = (await CheckAsync(bank, balances)).Drift.ToDictionary(d => Guid.Parse(Assert.Single(d.Key)));

        Assert.Equal(new[] { changed, missing, extra }.Order(), drift.Keys.Order());
        Assert.Equal(("balance", "balance"), (Assert.Single(drift[changed].Live!).Key, Assert.Single(drift[changed].Expected!).Key));
        Assert.Equal((true, false), (drift[missing].Live is null, drift[missing].Expected is null));
        Assert.Equal((false, true), (drift[extra].Live is null, drift[extra].Expected is null));

        await bank.SwappedAsync("balances", await bank.RebuildAsync("balances"));
        Assert.Empty((await CheckAsync(bank, balances)).Drift);
    }

    [Fact]
    public async Task Check_UnderWritersAndSwaps_ReportsNothingThatWasOnlyInFlight()
    {
        await using var bank = await Bank.OpenAsync(database);
        await Bank.SeedAsync(database, 40, 3);
        using var enough = new CancellationTokenSource();
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(i => bank.DepositAsync(i, _accounts, int.MaxValue, enough.Token)));
        for (var i = 0; i < 3; i++)
        {
            var rebuild = await bank.RebuildAsync("balances");
            do
            {
                Assert.Empty((await CheckAsync(bank, bank.Book.Find("balances")!)).Drift);
                Assert.Empty((await CheckAsync(bank, bank.Book.Find("deposits")!)).Drift);
            }
            while ((await bank.FindAsync("balances", rebuild)).State != "swapped");
        }

        await enough.CancelAsync();
        await writing;
    }

    private Task<Guid> IdOfAsync(int account) => database.ScalarAsync<Guid>("SELECT md5($1::text)::uuid", $"{account}");

    private static Task<DriftReport> CheckAsync(Bank bank, IProjection projection) =>
        bank.Check.RunAsync(projection, null, TimeSpan.FromMinutes(1), default);
}
