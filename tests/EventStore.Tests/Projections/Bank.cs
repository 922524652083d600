using System.Text.Json;
using Commerce.Data;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Commerce.EventStore.Tests;

/// <summary>A service with accounts, as it runs: it can be started several times at once, stopped and killed.</summary>
internal sealed class Bank : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ServiceProvider _services;
    private readonly NpgsqlDataSource _source;
    private readonly IHostedService[] _running;

    private Bank(ServiceProvider services, NpgsqlDataSource source)
    {
        (_services, _source) = (services, source);
        _running = [.. services.GetServices<IHostedService>()];
    }

    public ProjectionBook Book => _services.GetRequiredService<ProjectionBook>();

    public ProjectionCheck Check => _services.GetRequiredService<ProjectionCheck>();

    public static async Task<Bank> OpenAsync(TestDatabase database, int version = 1, bool start = true)
    {
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            MaxPoolSize = 60,
            MaxAutoPrepare = 100,
            NoResetOnClose = true,
            Options = "-c lock_timeout=5s -c plan_cache_mode=force_generic_plan",
        });
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(source)
            .AddSingleton<SessionFactory>()
            .AddSingleton<IInlineProjection>(new BalanceProjection(version))
            .AddSingleton<IAsyncProjection, DepositProjection>()
            .AddEventStore(typeof(Bank).Assembly, JsonSerializerOptions.Web, Withdrawals.Upcasters)
            .BuildServiceProvider();
        await SqlMigrations.ApplyAsync(source, services.GetServices<MigrationSource>(), CancellationToken.None);
        await database.ExecuteAsync(BalanceProjection.Table);
        await database.ExecuteAsync(DepositProjection.Table);
        var bank = new Bank(services, source);
        if (start)
            await bank.StartAsync();
        return bank;
    }

    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "It did not happen in time.");
            await Task.Delay(10);
        }
    }

    public async Task StartAsync()
    {
        foreach (var service in _running)
            await service.StartAsync(CancellationToken.None);
    }

    /// <summary>Ends in the middle of whatever it does: nothing that is not committed stays.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        foreach (var service in _running)
            await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        await _source.DisposeAsync();
    }

    public Session Open() => _services.GetRequiredService<SessionFactory>().Open(RequestContext.System("test"));

    public async Task AppendAsync(Guid account, int version, params object[] events)
    {
        await using var session = Open();
        session.Append("account", account, version, events);
        await session.CommitAsync(default);
    }

    /// <summary>Many accounts with this many deposits each, in both projections' tables or in the events only.</summary>
    public static async Task SeedAsync(TestDatabase database, int accounts, int deposits, bool withBalances = true)
    {
        await database.ExecuteAsync(
            """
            INSERT INTO events (stream_id, version, stream_type, type, data, metadata, recorded_at)
            SELECT md5(a::text)::uuid, v, 'account', CASE v WHEN 1 THEN 'test.opened.v1' ELSE 'test.deposited.v1' END,
                CASE v WHEN 1 THEN '{"owner": "Ada"}'::jsonb ELSE jsonb_build_object('amount', a % 7 + v * 20) END,
                '{"correlationId": "seed"}', now()
            FROM generate_series(1, $2 + 1) v, generate_series(1, $1) a
            """,
            accounts, deposits);
        if (withBalances)
            await database.ExecuteAsync("INSERT INTO balances SELECT stream_id, coalesce(sum((data ->> 'amount')::bigint), 0), count(*) FROM events GROUP BY 1");
    }

    /// <summary>Somebody who deposits, sometimes slowly, and sometimes thinks better of it.</summary>
    public async Task DepositAsync(int seed, Guid[] accounts, int times, CancellationToken until)
    {
        var random = new Random(seed);
        for (var i = 0; i < times && !until.IsCancellationRequested; i++)
        {
            await using var session = Open();
            try
            {
                await session.BeginAsync(default);
                foreach (var account in accounts.OrderBy(_ => random.Next()).Take(random.Next(1, 3)).Order())
                {
                    var version = await session.QuerySingleAsync(
                        "SELECT coalesce(max(version), 0) FROM events WHERE stream_id = $1", row => row.GetInt32(0), default, account);
                    session.Append("account", account, version, [new Deposited(random.Next(20, 40)), new Deposited(random.Next(20, 40))]);
                    await session.FlushAsync(default);
                    if (random.Next(4) == 0)
                        await Task.Delay(random.Next(1, 20), CancellationToken.None);
                }

                if (random.Next(5) > 0)
                    await session.CommitAsync(default);
            }
            catch (Exception lost) when (lost is ConflictException or PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected })
            {
                // Somebody else was first: not deposited.
            }
        }
    }

    public async Task<Guid> RebuildAsync(string projection, string reason = "test")
    {
        var id = Guid.CreateVersion7();
        await using var session = Open();
        ProjectionBook.RequestRebuild(session, id, projection, "tester", reason);
        await session.CommitAsync(default);
        return id;
    }

    public async Task CancelAsync(Guid rebuild)
    {
        await using var session = Open();
        ProjectionBook.CancelRebuild(session, rebuild, "tester");
        await session.CommitAsync(default);
    }

    public async Task<Rebuild> FindAsync(string projection, Guid id)
    {
        await using var session = Open();
        return (await ProjectionBook.FindRebuildAsync(session, projection, id, default))!;
    }

    public async Task<Rebuild> SwappedAsync(string projection, Guid id)
    {
        await UntilAsync(async () => (await FindAsync(projection, id)).State is "swapped" or "failed");
        var rebuild = await FindAsync(projection, id);
        Assert.Equal(("swapped", null), (rebuild.State, rebuild.LastError));
        return rebuild;
    }
}
