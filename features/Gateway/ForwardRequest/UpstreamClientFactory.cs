using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace Commerce.Gateway;

/// <summary>The connections to the services, one pool and one circuit each.</summary>
internal sealed class UpstreamClientFactory(IOptions<GatewayOptions> options, GatewayMetrics metrics, TimeProvider clock, ILoggerFactory logging)
    : ForwarderHttpClientFactory
{
    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.ConnectTimeout = TimeSpan.FromSeconds(2);
        handler.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60); // below the 130 s after which a service closes it
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5); // follow DNS when services move
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) => new CircuitBreaker(
        base.WrapHandler(context, handler),
        context.ClusterId,
        options.Value,
        metrics,
        clock,
        logging.CreateLogger<CircuitBreaker>());
}
