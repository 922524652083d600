using System.Text.Json;
using Commerce.Catalog.Contracts;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Inventory.Contracts;
using Commerce.Kernel;
using Commerce.Messaging;
using Commerce.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Commerce.Inventory.Tests;

/// <summary>The inventory's database with its handlers, and a clock in the test's hand; nothing runs by itself.</summary>
public sealed class InventoryStore : IAsyncLifetime
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);
    private readonly TestDatabase _database = new();
    private WebApplication? _app;

    public static readonly string[] Warehouses = ["BER", "PAR", "ROM"];

    internal ManualClock Clock { get; } = new();

    internal TestDatabase Database => _database;

    internal DateTimeOffset In15Minutes => Clock.GetUtcNow().AddMinutes(15);

    private IServiceProvider Services => _app!.Services;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "Commerce.Inventory" });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:inventorydb"] = _database.ConnectionString,
            ["ConnectionStrings:kafka"] = _database.ConnectionString,
        });
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.AddDatabase("inventorydb");
        builder.AddMessaging("inventory", _ => { });
        _app = builder.Build();
        await SqlMigrations.ApplyAsync(
            Services.GetRequiredService<NpgsqlDataSource>(), Services.GetServices<MigrationSource>(), TestContext.Current.CancellationToken);
        foreach (var (code, priority) in Warehouses.Select((code, i) => (code, i)))
            await _database.ExecuteAsync("INSERT INTO warehouses (code, name, country, priority) VALUES ($1, $1, 'DE', $2)", code, priority);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        await _database.DisposeAsync();
    }

    internal Session OpenSession() => Services.GetRequiredService<SessionFactory>().Open(RequestContext.System("test"));

    /// <summary>Puts stock on a shelf through the ledger, as staff do.</summary>
    internal async Task ReceiveAsync(string sku, string warehouse, int quantity)
    {
        await using var session = OpenSession();
        var receipt = new Adjustment(sku, warehouse, "receipt", quantity, null, null, "delivery", "test");
        var (stock, _) = await Adjustment.LockAsync(session, [receipt], CancellationToken.None);
        Assert.True(receipt.Apply(stock).IsOk);
        stock.Save(session, Clock.GetUtcNow());
        await session.CommitAsync(CancellationToken.None);
    }

    /// <summary>Handles the commands as one batch in one transaction and returns what was answered.</summary>
    internal async Task<List<object>> HandleAsync<T>(params T[] commands)
        where T : class
    {
        await using var session = OpenSession();
        await session.BeginAsync(CancellationToken.None);
        var handler = (IMessageHandler<T>)ActivatorUtilities.CreateInstance(Services, HandlerOf(typeof(T)));
        var received = commands.Select(c => new Received<T>(Clock.NewId(), "", c, Clock.GetUtcNow(), new RequestContext($"{Guid.CreateVersion7()}")));
        await handler.HandleAsync([.. received], session, CancellationToken.None);
        await session.FlushAsync(CancellationToken.None);
        var answers = await session.QueryAsync(
            "SELECT envelope FROM outbox WHERE txid = pg_current_xact_id() ORDER BY position", row => Read(row.GetString(0)), CancellationToken.None);
        await session.CommitAsync(CancellationToken.None);
        return answers;
    }

    /// <summary>As a consumer does: what failed because somebody was faster, or slower, is handled again with fresh reads.</summary>
    internal async Task<List<object>> HandleAgainAfterRacesAsync<T>(Action<string> onRace, params T[] commands)
        where T : class
    {
        while (true)
        {
            try
            {
                return await HandleAsync(commands);
            }
            catch (PostgresException race) when (race.SqlState is PostgresErrorCodes.UniqueViolation
                or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable)
            {
                onRace(race.SqlState);
            }
        }
    }

    internal Task<int> SweepAsync() =>
        ActivatorUtilities.CreateInstance<ExpireReservations>(Services).SweepAsync(CancellationToken.None);

    internal async Task<(int OnHand, int Reserved)> StockAsync(string sku, string? warehouse = null)
    {
        await using var session = OpenSession();
        return await session.QuerySingleAsync(
            "SELECT coalesce(sum(on_hand), 0)::int, coalesce(sum(reserved), 0)::int FROM stock WHERE sku = $1 AND ($2::text IS NULL OR warehouse = $2)",
            row => (row.GetInt32(0), row.GetInt32(1)), CancellationToken.None, sku, warehouse);
    }

    /// <summary>What must hold at every moment, whatever happened.</summary>
    internal async Task AssertSoundAsync()
    {
        Assert.Equal(0, await _database.ScalarAsync<long>("SELECT count(*) FROM stock WHERE reserved < 0 OR reserved > on_hand"));
        Assert.Equal(0, await _database.ScalarAsync<long>("""
            SELECT count(*) FROM stock s WHERE on_hand <> (
                SELECT coalesce(sum(delta), 0) FROM movements m WHERE (m.sku, m.warehouse) = (s.sku, s.warehouse))
            """));
        Assert.Equal(0, await _database.ScalarAsync<long>("""
            SELECT count(*) FROM stock s WHERE reserved <> (
                SELECT coalesce(sum(a.quantity - a.shipped), 0) FROM allocations a JOIN reservations r USING (order_id)
                WHERE (a.sku, a.warehouse) = (s.sku, s.warehouse) AND r.status IN ('held', 'confirmed'))
            """));
    }

    private static Type HandlerOf(Type message) => message switch
    {
        _ when message == typeof(ReserveStockV1) => typeof(ReserveStock),
        _ when message == typeof(ConfirmReservationV1) => typeof(ConfirmReservation),
        _ when message == typeof(ReleaseStockV1) => typeof(ReleaseStock),
        _ when message == typeof(ShipStockV1) => typeof(ShipStock),
        _ when message == typeof(ProductPublishedV1) => typeof(LearnProduct),
        _ => throw new ArgumentOutOfRangeException(nameof(message), message, "No handler."),
    };

    private static object Read(string envelope)
    {
        using var document = JsonDocument.Parse(envelope);
        var data = document.RootElement.GetProperty("data");
        return document.RootElement.GetProperty("eventType").GetString() switch
        {
            "inventory.stock-reserved.v1" => data.Deserialize<StockReservedV1>(s_json)!,
            "inventory.stock-rejected.v1" => data.Deserialize<StockRejectedV1>(s_json)!,
            "inventory.stock-released.v1" => data.Deserialize<StockReleasedV1>(s_json)!,
            var other => throw new InvalidOperationException($"Unexpected {other}."),
        };
    }
}
