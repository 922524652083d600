using Commerce.Data;
using Commerce.Kernel;
using Commerce.Messaging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Commerce.Cli;

/// <summary>As large as what the services tell each other: about 450 bytes with its envelope.</summary>
[Message("bench.noted.v1", Topic = Topic, Aggregate = "account")]
internal sealed record BenchNotedV1(Guid Account, long Number, string Note)
{
    public const string Topic = "bench";
}

/// <summary>Writes down what arrives, a batch with one statement.</summary>
internal sealed class NoteDown(Tally tally) : IMessageHandler<BenchNotedV1>
{
    public const string Table = "CREATE TABLE notes (account uuid NOT NULL, number bigint NOT NULL, note text NOT NULL)";

    public Task HandleAsync(IReadOnlyList<Received<BenchNotedV1>> messages, Session session, CancellationToken ct)
    {
        session.Write(
            "INSERT INTO notes SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[])",
            messages.Select(m => m.Message.Account).ToArray(), messages.Select(m => m.Message.Number).ToArray(),
            (object)messages.Select(m => m.Message.Note).ToArray());
        tally.Add(messages.Count);
        return Task.CompletedTask;
    }
}

/// <summary>How many messages have been handled.</summary>
internal sealed class Tally
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public void Add(int more) => Interlocked.Add(ref _count, more);
}

/// <summary>A service that is nothing but messaging, with a database of its own.</summary>
internal sealed class BenchService : IAsyncDisposable
{
    private readonly BenchDatabase _database;
    private readonly IHost _host;

    private BenchService(BenchDatabase database, IHost host) => (_database, _host) = (database, host);

    public BenchDatabase Database => _database;

    public IEventLog Log => _host.Services.GetRequiredService<IEventLog>();

    public Tally Tally => _host.Services.GetRequiredService<Tally>();

    /// <param name="eventLog">Connection string of the log: a database or brokers.</param>
    public static async Task<BenchService> CreateAsync(string server, string name, string eventLog, Action<MessagingBuilder> handle, CancellationToken ct)
    {
        var database = await BenchDatabase.CreateAsync(server, name, ct);
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:kafka", eventLog)]);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(database.Source).AddSingleton<SessionFactory>().AddSingleton<Tally>();
        builder.AddMessaging(name, handle);
        var service = new BenchService(database, builder.Build());
        await SqlMigrations.ApplyAsync(database.Source, service._host.Services.GetServices<MigrationSource>(), ct);
        await database.ExecuteAsync(NoteDown.Table, ct);
        return service;
    }

    public Task StartAsync(CancellationToken ct) => _host.StartAsync(ct);

    public Session OpenSession() => _host.Services.GetRequiredService<SessionFactory>().Open(RequestContext.System("bench"));

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        await _database.DisposeAsync();
    }
}
