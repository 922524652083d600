using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

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

    /// <summary>
    /// Lets the client call in this service's own name, with tokens for <paramref name="service"/> alone, by <c>ServiceClient:Id</c> and
    /// <c>ServiceClient:Secret</c>. A call fails with <see cref="HttpRequestException"/> when the issuer gives none.
    /// </summary>
    public static IHttpClientBuilder AddClientCredentials(this IHttpClientBuilder client, string service)
    {
        ArgumentNullException.ThrowIfNull(client);
        var audience = ServiceAuthentication.NameOf(service);
        client.Services.AddHttpClient(nameof(ServiceTokens), http => http.Timeout = TimeSpan.FromSeconds(5));
        client.Services.TryAddKeyedSingleton(audience, (provider, _) => ActivatorUtilities.CreateInstance<ServiceTokens>(provider, audience));
        return client.AddHttpMessageHandler(provider => new ClientCredentialsHandler(provider.GetRequiredKeyedService<ServiceTokens>(audience)));
    }
}
