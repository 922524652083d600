using Commerce.Testing;
using Npgsql;

namespace Commerce.Messaging.Tests;

public sealed class ConnectionStormTests
{
    [Fact]
    public async Task Messages_WhileAllConnectionsAreKilledAgainAndAgain_AreNeitherLostNorDoubled()
    {
        await using var pair = await Pair.StartAsync();
        await pair.AddReceiverAsync();
        using var storm = new CancellationTokenSource(TimeSpan.FromSeconds(4));

        var writers = Enumerable.Range(0, 6).Select(writer => WriteAsync(pair, new Random(writer), storm.Token)).ToList();
        var killed = await KillAsync(pair, storm.Token);
        var committed = await Task.WhenAll(writers);

        foreach (var database in new[] { pair.Sending, pair.Receiving, pair.EventLog })
            database.Source.Clear();
        Assert.InRange(killed, 20, int.MaxValue);
        Assert.InRange(committed.Sum(), 50, int.MaxValue);
        await pair.AssertNothingLostOrDoubledAsync();
    }

    private static async Task<int> KillAsync(Pair pair, CancellationToken ct)
    {
        var databases = new[] { pair.Sending, pair.Receiving, pair.EventLog };
        var names = Array.ConvertAll(databases, d => new NpgsqlConnectionStringBuilder(d.ConnectionString).Database!);
        var server = await PostgresServer.SharedAsync();
        await using var killer = NpgsqlDataSource.Create(server.ConnectionString);
        var killed = 0;
        while (!ct.IsCancellationRequested)
        {
            await using var kill = killer.CreateCommand(
                "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = ANY($1) AND random() < 0.5");
            kill.Parameters.Add(new() { Value = names });
            killed += (int)(long)(await kill.ExecuteScalarAsync(CancellationToken.None))!;
            await Task.Delay(150, CancellationToken.None);
        }

        return killed;
    }

    // Whether a commit that was cut off went through, only the database knows: the outbox is what the test compares with.
    private static async Task<int> WriteAsync(Pair pair, Random random, CancellationToken until)
    {
        var committed = 0;
        while (!until.IsCancellationRequested)
        {
            try
            {
                await using var session = pair.Sender.OpenSession();
                await Pair.CountAsync(session, $"counter-{random.Next(8)}", CancellationToken.None);
                await session.CommitAsync(CancellationToken.None);
                committed++;
            }
            catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException or IOException)
            {
                await Task.Delay(10, CancellationToken.None);
            }
        }

        return committed;
    }
}
