using System.Collections.Concurrent;
using Commerce.PaymentSandbox;
using Commerce.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Commerce.Payments;

/// <summary>The stand-in provider as it runs, on a port of its own.</summary>
internal sealed class SandboxHost() : ServiceHost<CardScript>("sandboxdb")
{
    public const string ApiKey = "sk_test_0123456789abcdef";

    public CapturedLogs Logs { get; } = new();

    public Uri Address { get; private set; } = new("http://localhost");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Settings["Sandbox:ApiKey"] = ApiKey;
        Settings["Sandbox:PublicUrl"] = "http://shop.test";
        Settings["Sandbox:Silence"] = "00:00:20";
        using var client = CreateClient(token: null);
        Address = client.BaseAddress!;
    }

    /// <summary>A client as merchants use it.</summary>
    public HttpClient Merchant()
    {
        var client = CreateClient(token: null);
        client.DefaultRequestHeaders.Add(MerchantAccess.ApiKeyHeader, ApiKey);
        return client;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureLogging(logging => logging.AddProvider(Logs));
    }
}

/// <summary>The payments service as it runs, against a running sandbox; the provider can be made to misbehave.</summary>
internal sealed class PaymentsHost(SandboxHost sandbox) : ServiceHost<Payment>("paymentsdb")
{
    public UnreliableProvider Provider { get; private set; } = null!;

    public CapturedLogs Logs { get; } = new();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Settings["Sandbox:ApiKey"] = SandboxHost.ApiKey;
        Settings["services:payment-sandbox:http:0"] = sandbox.Address.ToString();
        Settings["Payments:ProviderTimeout"] = "00:00:02";
        using var client = CreateClient(token: null);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureLogging(logging => logging.AddProvider(Logs));
        builder.ConfigureServices(services => services.AddSingleton<IPaymentProvider>(provider =>
            Provider = new UnreliableProvider(provider.GetRequiredService<SandboxProvider>())));
    }
}

/// <summary>Everything a service logged, to be searched for what must not be there.</summary>
internal sealed class CapturedLogs : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Lines.Enqueue($"{state}");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
