using Commerce.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Commerce.Messaging.Tests;

/// <summary>A service that is nothing but messaging: its database, its outbox and relay, its consumer.</summary>
internal sealed class MessagingHost : IAsyncDisposable
{
    private readonly IHost _host;

    private MessagingHost(IHost host) => _host = host;

    public NpgsqlDataSource Database => _host.Services.GetRequiredService<NpgsqlDataSource>();

    public ReplayDeadLetter Replay => _host.Services.GetRequiredService<ReplayDeadLetter>();

    public DeadLetterStore DeadLetters => _host.Services.GetRequiredService<DeadLetterStore>();

    public IEventLog Log => _host.Services.GetRequiredService<IEventLog>();

    public static async Task<MessagingHost> StartAsync(
        string database, string eventLog, string group, Action<MessagingBuilder> handle, bool start = true, TimeProvider? clock = null, object? also = null,
        string retryAfter = "")
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:kafka", eventLog), new("Messaging:RetryAfter", retryAfter)]);
        builder.Services
            .AddSingleton(clock ?? TimeProvider.System)
            .AddSingleton(_ => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { MaxAutoPrepare = 50, NoResetOnClose = true }))
            .AddSingleton<SessionFactory>();
        if (also is not null)
            builder.Services.AddSingleton(also.GetType(), also);
        builder.AddMessaging(group, handle);
        var host = new MessagingHost(builder.Build());
        await SqlMigrations.ApplyAsync(host.Database, host._host.Services.GetServices<MigrationSource>(), CancellationToken.None);
        if (start)
            await host._host.StartAsync();
        return host;
    }

    public Session OpenSession(RequestContext? context = null) =>
        _host.Services.GetRequiredService<SessionFactory>().Open(context ?? RequestContext.System("test"));

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
