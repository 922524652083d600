using System.Globalization;
using Commerce.Data;
using Commerce.Testing;
using Npgsql;

namespace Commerce.Messaging.Tests;

/// <summary>A sender and a receiver with a database each, and the event log between them.</summary>
internal sealed class Pair : IAsyncDisposable
{
    private const string Counters = "CREATE TABLE counters (key text PRIMARY KEY, value bigint NOT NULL DEFAULT 0)";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly List<MessagingHost> _hosts = [];

    private Pair()
    {
    }

    public TestDatabase Sending { get; } = new();

    public TestDatabase Receiving { get; } = new();

    public TestDatabase EventLog { get; } = new();

    public MessagingHost Sender { get; private set; } = null!;

    public MessagingHost Receiver { get; private set; } = null!;

    public static async Task<Pair> StartAsync(bool receive = true)
    {
        var pair = new Pair();
        foreach (var database in new[] { pair.Sending, pair.Receiving, pair.EventLog })
            await database.InitializeAsync();
        await pair.Sending.ExecuteAsync(Counters);
        await pair.Receiving.ExecuteAsync(WriteDown.Table);
        pair.Sender = await pair.AddSenderAsync();
        pair.Receiver = await pair.AddReceiverAsync(receive);
        return pair;
    }

    /// <summary>One more replica of the sending service.</summary>
    public Task<MessagingHost> AddSenderAsync() => AddAsync(Sending, "sender", _ => { }, start: true);

    /// <summary>One more replica of the receiving service.</summary>
    public Task<MessagingHost> AddReceiverAsync(bool start = true) => AddAsync(
        Receiving, "receiver", messages => messages.Handle<CountedV1, WriteDown>().Handle<CounterRenamedV2, WriteDown>(), start);

    /// <summary>Counts on and says so, in one transaction. The counter's row lock makes one writer of a counter wait for the other.</summary>
    public static async Task CountAsync(Session session, string counter, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        var number = await session.QuerySingleAsync(
            "INSERT INTO counters VALUES ($1, 1) ON CONFLICT (key) DO UPDATE SET value = counters.value + 1 RETURNING value",
            row => row.GetInt64(0), ct, counter);
        session.Publish(new CountedV1(counter, number), counter);
        await session.FlushAsync(ct);
    }

    /// <summary>Puts messages on the log as a relay would.</summary>
    public Task AppendAsync(params LogRecord[] records) => Receiver.Log.AppendAsync(records, CancellationToken.None);

    public async Task<List<(string Key, long Number)>> AppliedAsync() => await ListAsync(
        Receiving, "SELECT key, number FROM applied ORDER BY sequence", row => (row.GetString(0), row.GetInt64(1)));

    /// <summary>Waits until as many effects as that have taken place, and a moment longer for those that should not.</summary>
    public async Task<List<(string Key, long Number)>> AppliedAsync(long expected)
    {
        await EventuallyAsync(async () => await Receiving.ScalarAsync<long>("SELECT count(*) FROM applied") >= expected, $"{expected} effects");
        await Task.Delay(200);
        return await AppliedAsync();
    }

    /// <summary>What the sender's transactions committed is what the receiver applied: all of it, once, in order per counter.</summary>
    public async Task AssertNothingLostOrDoubledAsync()
    {
        var sent = await ListAsync(Sending, "SELECT message_id FROM outbox", row => row.GetGuid(0));
        await AppliedAsync(sent.Count);
        var applied = await ListAsync(Receiving, "SELECT message_id FROM applied", row => row.GetGuid(0));
        Assert.Empty(sent.Except(applied));
        Assert.Equal(sent.Count, applied.Count);

        var counters = await ListAsync(Sending, "SELECT key, value FROM counters", row => (Key: row.GetString(0), Value: row.GetInt64(1)));
        var numbers = (await AppliedAsync()).ToLookup(a => a.Key, a => a.Number);
        Assert.NotEmpty(counters);
        Assert.All(counters, counter => Assert.Equal(Enumerable.Range(1, (int)counter.Value).Select(i => (long)i), numbers[counter.Key]));
        Assert.Equal(0, await Receiving.ScalarAsync<long>("SELECT count(*) FROM dead_letters"));
    }

    public static async Task EventuallyAsync(Func<Task<bool>> isSo, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < s_patience, string.Create(CultureInfo.InvariantCulture, $"{what}: not within {s_patience}"));
            await Task.Delay(50);
        }
    }

    public static async Task<List<T>> ListAsync<T>(TestDatabase database, string sql, Func<NpgsqlDataReader, T> map)
    {
        await using var command = database.Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(map(reader));
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
        foreach (var database in new[] { Sending, Receiving, EventLog })
            await database.DisposeAsync();
    }

    private async Task<MessagingHost> AddAsync(TestDatabase database, string group, Action<MessagingBuilder> handle, bool start)
    {
        var host = await MessagingHost.StartAsync(database.ConnectionString, EventLog.ConnectionString, group, handle, start);
        _hosts.Add(host);
        return host;
    }
}
