using Commerce.Testing;
using Npgsql;

namespace Commerce.Data.Tests;

public sealed class SqlMigrationsTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Apply_ByManyAtOnce_AppliesEachOnceInOrder()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ApplyAsync("Original")));

        Assert.Single(applied, migrations => migrations.Count == 2);
        Assert.Equal(2, applied.Sum(migrations => migrations.Count));
        Assert.Equal("1,2", await _database.ScalarAsync<string>("SELECT string_agg(step::text, ',') FROM migrated"));
    }

    [Fact]
    public async Task Apply_WithMoreThanBefore_AppliesTheRest()
    {
        await ApplyAsync("Original");

        Assert.Equal([("test", 3, "third")], (await ApplyAsync("Extended")).Select(m => (m.Module, m.Number, m.Name)));
        Assert.Empty(await ApplyAsync("Extended"));
    }

    [Fact]
    public async Task Apply_OfAScriptThatChangedAfterItWasApplied_IsRefusedAndAppliesNothing()
    {
        await ApplyAsync("Original");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => ApplyAsync("Altered"));

        Assert.Contains("test 2", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, await _database.ScalarAsync<long>("SELECT count(*) FROM migrated"));
    }

    [Fact]
    public async Task Apply_OfAScriptThatFails_KeepsThoseBeforeItAndNothingOfItself()
    {
        await Assert.ThrowsAsync<PostgresException>(() => ApplyAsync("Broken"));
        Assert.Equal(1, await _database.ScalarAsync<long>("SELECT count(*) FROM migrated"));

        Assert.Equal([2], (await ApplyAsync("Original")).Select(m => m.Number));
    }

    private Task<IReadOnlyList<Migration>> ApplyAsync(string folder) => SqlMigrations.ApplyAsync(
        _database.Source, [new MigrationSource("test", typeof(SqlMigrationsTests).Assembly, $"Migrations.{folder}")], CancellationToken.None);
}
