using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Commerce.Testing;

/// <summary>
/// A service as it runs in production, on a real Kestrel with a real PostgreSQL and a real issuer. Take it by
/// <c>IClassFixture</c> through a class of your own that names the database: <c>sealed class Inventory() : ServiceHost&lt;Program&gt;("inventorydb")</c>.
/// </summary>
/// <param name="database">The connection string's name; null when the service has none.</param>
public class ServiceHost<TProgram>(string? database = null) : WebApplicationFactory<TProgram>, IAsyncLifetime
    where TProgram : class
{
    private PostgresServer? _server;
    private string? _eventLog;

    /// <summary>The service's own database.</summary>
    public TestDatabase Database { get; } = new();

    public TestIssuer Issuer { get; } = new();

    /// <summary>Connection string of the event log's database.</summary>
    public string EventLog => _eventLog ?? throw new InvalidOperationException("The fixture is not initialised.");

    /// <summary>More configuration, by key; set it before the first client is made.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    /// <summary>What seals personal data.</summary>
    public string MasterKey => "a master key that only tests know, of many characters";

    /// <summary>The clock of the service and of its issuer; set it before the first client is made.</summary>
    public TimeProvider Clock
    {
        get => Issuer.Clock;
        set => Issuer.Clock = value;
    }

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync()
    {
        UseKestrel(0);
        _server = await PostgresServer.SharedAsync();
        await Database.InitializeAsync();
        await Issuer.InitializeAsync();
        _eventLog = await _server.CreateDatabaseAsync("eventlog");
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Issuer.DisposeAsync();
        await Database.DisposeAsync();
        if (_server is not null && _eventLog is not null)
            await _server.DropDatabaseAsync(_eventLog);
        GC.SuppressFinalize(this);
    }

    /// <summary>A client with this token, or of nobody.</summary>
    public HttpClient CreateClient(string? token)
    {
        StartServer();
        var client = CreateClient();
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A client of a signed-in user with these roles.</summary>
    public HttpClient CreateClient(Guid userId, params string[] roles) => CreateClient(Issuer.Token(userId, roles));

    /// <inheritdoc/>
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseEnvironment(Environments.Production);
        if (database is not null)
            builder.UseSetting($"ConnectionStrings:{database}", Database.ConnectionString);
        builder.UseSetting("ConnectionStrings:kafka", EventLog);
        builder.UseSetting("Auth:Authority", Issuer.Authority);
        builder.UseSetting("Security:MasterKey", MasterKey);
        foreach (var (key, value) in Settings)
            builder.UseSetting(key, value);
        builder.ConfigureTestServices(services => services.AddSingleton(Clock));
    }
}
