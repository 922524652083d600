using Npgsql;

namespace Commerce.Inventory.Tests;

/// <summary>Writes that no code of ours makes: the database refuses them by itself.</summary>
public sealed class LedgerConstraintTests(InventoryStore store) : IClassFixture<InventoryStore>, IAsyncLifetime
{
    private const string Movement = "INSERT INTO movements VALUES (DEFAULT, $1, 'BER', ";
    private readonly string _sku = $"SKU-{Guid.CreateVersion7():N}";

    public async ValueTask InitializeAsync() => await store.ReceiveAsync(_sku, "BER", 5);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("UPDATE stock SET reserved = 6 WHERE sku = $1", "stock_is_not_oversold")]
    [InlineData("UPDATE stock SET reserved = -1 WHERE sku = $1", "stock_reserved_check")]
    [InlineData("UPDATE stock SET on_hand = 7 WHERE sku = $1", "stock_equals_its_last_movement")]
    [InlineData("UPDATE stock SET on_hand = 7, version = 2 WHERE sku = $1", "stock_equals_its_last_movement")]
    [InlineData("UPDATE stock SET on_hand = 7, version = 0 WHERE sku = $1", "stock_without_movements_is_empty")]
    [InlineData(Movement + "2, 3, 9, 'x', 'x', 'x', now())", "movement_continues_the_one_before")] // 5 + 3 is not 9
    [InlineData(Movement + "3, 3, 8, 'x', 'x', 'x', now())", "movement_continues_the_one_before")] // number 2 is missing
    [InlineData(Movement + "1, 5, 5, 'x', 'x', 'x', now())", "movements_pkey")]
    [InlineData("INSERT INTO movements VALUES (DEFAULT, $1, 'PAR', 1, 3, 5, 'x', 'x', 'x', now())", "first_movement_starts_at_zero")]
    [InlineData("INSERT INTO movements VALUES (DEFAULT, $1, 'PAR', 1, 5, 5, 'x', 'x', 'x', now())", "movements_sku_warehouse_fkey")]
    public async Task Write_ThatBreaksTheLedger_IsRefused(string sql, string constraint) =>
        Assert.Equal(constraint, (await RefusedAsync(sql)).ConstraintName);

    [Theory]
    [InlineData("UPDATE movements SET delta = 6, on_hand = 6 WHERE sku = $1")]
    [InlineData("DELETE FROM movements WHERE sku = $1")]
    public async Task Write_ThatChangesThePast_IsRefused(string sql) =>
        Assert.Contains("append-only", (await RefusedAsync(sql)).MessageText, StringComparison.Ordinal);

    private async Task<PostgresException> RefusedAsync(string sql) =>
        await Assert.ThrowsAsync<PostgresException>(() => store.Database.ExecuteAsync(sql, _sku));
}
