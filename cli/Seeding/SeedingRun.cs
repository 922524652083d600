using System.Globalization;
using Commerce.Privacy;
using Npgsql;

namespace Commerce.Seeding;

/// <summary>
/// Fills the stores of a running platform: all of them or none. Each is loaded in a transaction of its own, and only when all are loaded
/// and checked are they committed, one right after the other.
/// </summary>
/// <param name="server">The superuser's connection.</param>
/// <param name="masterKey">The installation's: addresses and notes are sealed as the services seal them.</param>
internal sealed class SeedingRun(string server, string masterKey, TimeProvider clock, Action<string> say)
{
    // More would only wait for the same processors.
    private const int StoresAtOnce = 3;
    private const string Identity = "identitydb";
    private static readonly string[] s_stores = [Identity, "catalogdb", "inventorydb", "orderingdb", "paymentsdb", "sandboxdb"];

    /// <exception cref="RefusedException">The shop holds such a load already, or orders of its own.</exception>
    public async Task RunAsync(Scale scale, long seed, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        await using var turn = await TakeTurnAsync(ct);
        var (mark, missing) = await PlanAsync(scale, seed, ct);
        var shop = new ScaledShop(scale, seed, mark.Until);
        say(string.Create(
            CultureInfo.InvariantCulture,
            $"Filling {string.Join(", ", missing)} with {scale.Products:N0} products, {scale.Orders:N0} orders and {scale.Customers:N0} customers (seed {seed}, up to {mark.Until:yyyy-MM-dd})"));
        say($"{shop.Goods.Count:N0} SKUs after {clock.GetElapsedTime(began).TotalSeconds:F0} s");

        StoreLoad[] loads = [.. (await FillingsAsync(shop, ct)).Where(f => missing.Contains(f.Store)).Select(f => new StoreLoad(server, f))];
        try
        {
            await LoadAsync(loads, mark, ct);
            foreach (var load in loads)
                await load.CommitAsync(CancellationToken.None);
            say($"Everything is committed after {clock.GetElapsedTime(began).TotalSeconds:F0} s; tidying up");
            await Task.WhenAll(loads.Select(load => load.SettleAsync(ct)));
        }
        finally
        {
            foreach (var load in loads)
                await load.DisposeAsync();
        }

        say($"The {scale.Name} shop stands after {clock.GetElapsedTime(began):m\\:ss} min. ./commerce verify checks it, ./commerce bench lists measures it.");
    }

    // Two at once would load everything and then find that one was too late.
    private async Task<NpgsqlConnection> TakeTurnAsync(CancellationToken ct)
    {
        var connection = StoreLoad.Open(server, Identity);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock(hashtext('commerce seed'))", connection);
        return (bool)(await command.ExecuteScalarAsync(ct))! ? connection : throw new RefusedException("Somebody else is filling this shop right now.");
    }

    private async Task<(Mark Mark, IReadOnlyList<string> Missing)> PlanAsync(Scale scale, long seed, CancellationToken ct)
    {
        var today = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var wanted = new Mark(scale.Name, seed, today);
        var missing = new List<string>();
        Mark? found = null;
        foreach (var store in s_stores)
        {
            if (await StoreLoad.MarkOfAsync(server, store, ct) is { } mark)
                found = mark;
            else
                missing.Add(store);
        }

        if (missing.Count == 0)
            throw new RefusedException($"This shop is filled already: {found!.Scale}, seed {found.Seed}, up to {found.Until:yyyy-MM-dd}. Nothing was changed.");
        if (found is not null && (found.Scale, found.Seed) != (wanted.Scale, wanted.Seed))
            throw new RefusedException($"This shop is half filled: {found.Scale}, seed {found.Seed}. Finish that first: ./commerce seed --scale {found.Scale} --seed {found.Seed}");
        return (found ?? wanted, missing);
    }

    private async Task<Filling[]> FillingsAsync(ScaledShop shop, CancellationToken ct)
    {
        var (warehouse, support) = (await StaffAsync("WAREHOUSE@SHOP.EXAMPLE", ct), await StaffAsync("SUPPORT@SHOP.EXAMPLE", ct));
        return
        [
            // The longest first.
            new OrderingFilling(shop, new PersonalSeals(new MasterKeys(masterKey)), warehouse, support), new PaymentsFilling(shop), new InventoryFilling(shop, warehouse),
            new IdentityFilling(shop), new CatalogFilling(shop), new SandboxFilling(shop),
        ];
    }

    /// <summary>A sample member of staff, if this shop has them.</summary>
    private async Task<Guid?> StaffAsync(string email, CancellationToken ct)
    {
        await using var connection = StoreLoad.Open(server, Identity);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand("SELECT id FROM users WHERE normalized_email = $1", connection) { Parameters = { new() { Value = email } } };
        return await command.ExecuteScalarAsync(ct) as Guid?;
    }

    private async Task LoadAsync(StoreLoad[] loads, Mark mark, CancellationToken ct)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var reporting = new Progress(loads, clock, say).ReportAsync(done.Token);
        try
        {
            await Parallel.ForEachAsync(
                loads, new ParallelOptions { MaxDegreeOfParallelism = StoresAtOnce, CancellationToken = ct },
                async (load, stop) =>
                {
                    var began = clock.GetTimestamp();
                    await load.LoadAsync(mark, stop);
                    say($"{load.Filling.Store} is loaded and checked ({clock.GetElapsedTime(began).TotalSeconds:F0} s)");
                });
        }
        finally
        {
            await done.CancelAsync();
            await reporting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
