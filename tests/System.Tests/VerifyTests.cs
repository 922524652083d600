using Commerce.Cli;

namespace Commerce.SystemTests;

/// <summary>For each promise one bug is planted into the stores of the resting platform: the checker must turn red, and green again after.</summary>
[Collection(OnePlatform.Name)]
public sealed class VerifyTests(RunningPlatform platform)
{
    private const string AnyConfirmed = "(SELECT order_id FROM order_summaries WHERE status = 'confirmed' ORDER BY order_id LIMIT 1)";
    private const string FirstStock = "(sku, warehouse) = (SELECT sku, warehouse FROM stock ORDER BY sku, warehouse LIMIT 1)";
    private const string SomeId = "'019aa5c2-7d1e-7c3a-9b54-0f6f3c1d2e4a'";

    public static TheoryData<string, string, string, string> Bugs => new()
    {
        { "I1", "paymentsdb", $"INSERT INTO ledger_entries VALUES ({SomeId}, 1, {SomeId}, 'sales', 'EUR', 0, 5, now())", $"DELETE FROM ledger_entries WHERE operation_id = {SomeId}" },
        {
            "I2", "sandboxdb",
            """
            INSERT INTO charges (id, idempotency_key, token, reference, amount, currency, status, first_status, created_at)
            SELECT 'twice', 'twice', token, reference, amount, currency, status, first_status, created_at FROM charges WHERE status = 'authorized' LIMIT 1
            """,
            "DELETE FROM charges WHERE id = 'twice'"
        },
        { "I3", "inventorydb", $"UPDATE stock SET on_hand = on_hand + 1 WHERE {FirstStock}", $"UPDATE stock SET on_hand = on_hand - 1 WHERE {FirstStock}" },
        {
            "I5", "sandboxdb",
            "INSERT INTO charges (id, idempotency_key, token, reference, amount, currency, status, first_status, created_at) "
                + $"VALUES ('stray', 'stray', 'tok', {SomeId}, 1, 'EUR', 'authorized', 'authorized', now())",
            "DELETE FROM charges WHERE id = 'stray'"
        },
        {
            "I6", "inventorydb",
            "CREATE TABLE lost AS SELECT * FROM inbox ORDER BY message_id OFFSET 200 LIMIT 1; DELETE FROM inbox WHERE message_id = (SELECT message_id FROM lost)",
            "INSERT INTO inbox SELECT * FROM lost; DROP TABLE lost"
        },
        { "I7", "orderingdb", $"UPDATE events SET version = 99 WHERE stream_id = {AnyConfirmed} AND version = 2", $"UPDATE events SET version = 2 WHERE stream_id = {AnyConfirmed} AND version = 99" },
        { "I8", "orderingdb", $"UPDATE order_summaries SET total_minor_units = total_minor_units + 1 WHERE order_id = {AnyConfirmed}", $"UPDATE order_summaries SET total_minor_units = total_minor_units - 1 WHERE order_id = {AnyConfirmed}" },
        {
            "I9", "inventorydb",
            "CREATE TABLE leaked AS SELECT order_id, status FROM reservations WHERE status IN ('rejected', 'released') LIMIT 1; UPDATE reservations SET status = 'confirmed' WHERE order_id = (SELECT order_id FROM leaked)",
            "UPDATE reservations r SET status = l.status FROM leaked l WHERE r.order_id = l.order_id; DROP TABLE leaked"
        },
        {
            "I10", "orderingdb",
            $"INSERT INTO events (stream_id, version, stream_type, type, data, metadata, recorded_at) SELECT {SomeId}, 1, stream_type, type, data, metadata, recorded_at FROM events WHERE stream_id = {AnyConfirmed} AND version = 1",
            $"DELETE FROM events WHERE stream_id = {SomeId}"
        },
        {
            "I11", "paymentsdb",
            "INSERT INTO dead_letters (consumer, message_id, topic, key, envelope, error, fingerprint, attempts) VALUES ('payments', NULL, 't', 'planted', '{}', 'planted', 'f', 1)",
            "DELETE FROM dead_letters WHERE key = 'planted'"
        },
    };

    [Theory]
    [MemberData(nameof(Bugs))]
    public async Task APlantedBug_TurnsItsPromiseRed(string promise, string store, string plant, string undo)
    {
        await SomeOrdersAsync();
        await platform.AssertVerifiedAsync();
        await platform.ExecuteAsync(store, plant);
        try
        {
            var broken = (await VerdictsAsync()).Where(v => !v.Holds).Select(v => v.Id);
            Assert.Contains(promise, broken);
        }
        finally
        {
            await platform.ExecuteAsync(store, undo);
        }

        Assert.All(await VerdictsAsync(), v => Assert.True(v.Holds, $"{v.Id}: {string.Join("; ", v.Violations)}"));
    }

    private async Task<IReadOnlyList<VerifyCommand.Verdict>> VerdictsAsync()
    {
        await using var stores = platform.Stores();
        return await VerifyCommand.VerifyAsync(stores, poisoned: 0, TestContext.Current.CancellationToken);
    }

    private async Task SomeOrdersAsync()
    {
        if (await platform.CountAsync("orderingdb", "SELECT count(*) FROM order_summaries WHERE status = 'confirmed'") > 0
            && await platform.CountAsync("inventorydb", "SELECT count(*) FROM reservations WHERE status IN ('rejected', 'released')") > 0)
            return;
        var shopper = await platform.NewShopperAsync();
        var token = await shopper.TokenizeAsync(Cards.Approved, default);
        foreach (var quantity in new[] { 1, 9 })
        {
            var cart = await shopper.CartAsync("EUR", default, (await platform.SkuAsync(2), quantity));
            await shopper.OrderAsync(Guid.CreateVersion7(), cart, token, default, waitSeconds: 30);
        }
    }
}
