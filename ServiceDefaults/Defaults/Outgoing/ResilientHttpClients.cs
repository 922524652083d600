using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Defaults;

/// <summary>Typed clients for other services.</summary>
public static class ResilientHttpClients
{
    /// <summary>
    /// Adds a typed client of the service that configuration knows as <c>services:NAME:http:0</c>, with a timeout per attempt and in
    /// total, retries with jitter where repeating is safe, and a circuit breaker.
    /// </summary>
    public static IHttpClientBuilder AddResilientHttpClient<TClient>(
        this IServiceCollection services, string service, Action<ResilienceOptions>? configure = null)
        where TClient : class
    {
        var options = new ResilienceOptions();
        configure?.Invoke(options);
        var pipelines = new ResiliencePipelines(service, options);
        return services
            .AddHttpClient<TClient>((provider, client) =>
            {
                var address = provider.GetRequiredService<IConfiguration>()[$"services:{service}:http:0"];
                if (address is not null)
                    client.BaseAddress = new Uri(address);
                client.Timeout = Timeout.InfiniteTimeSpan; // the pipeline's own timeouts decide
            })
            .AddHttpMessageHandler(provider => new ResilienceHandler(pipelines.Get(provider.GetService<TimeProvider>() ?? TimeProvider.System)));
    }
}
