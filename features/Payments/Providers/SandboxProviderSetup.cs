using Commerce.Defaults;

namespace Commerce.Payments;

/// <summary>Connects the sandbox provider at <c>services:payment-sandbox:http:0</c> with the secret <c>Sandbox:ApiKey</c>.</summary>
internal static class SandboxProviderSetup
{
    private const string Service = "payment-sandbox";

    public static void AddSandboxProvider(this IHostApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection("Payments").Get<PaymentSettings>() ?? new PaymentSettings();
        var apiKey = builder.Configuration["Sandbox:ApiKey"]
            ?? throw new InvalidOperationException("The provider's secret is missing: set Sandbox__ApiKey.");
        builder.Services
            .AddResilientHttpClient<SandboxProvider>(Service, options =>
            {
                // The durable worker repeats calls, after asking what became of them; repeating here would hide that from it.
                options.Retries = 0;
                options.AttemptTimeout = settings.ProviderTimeout;
                options.TotalTimeout = settings.ProviderTimeout;
                options.MinimumThroughput = 50;
                options.BreakDuration = TimeSpan.FromSeconds(2);
            })
            // The client lives as long as the worker: connections are renewed now and then, so that a moved address is noticed.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
            .ConfigureHttpClient(http => http.DefaultRequestHeaders.Add("X-Api-Key", apiKey))
            .RemoveAllLoggers();
        builder.Services.AddSingleton<IPaymentProvider>(services => services.GetRequiredService<SandboxProvider>());
    }
}
