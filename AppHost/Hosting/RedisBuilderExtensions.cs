using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting;

namespace Aspire.Hosting;

/// <summary>Adds Redis.</summary>
public static class RedisBuilderExtensions
{
    public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, string name, int? port)
    {
        var redis = new RedisResource(name);
        redis.Endpoints.Add(new EndpointAnnotation(RedisResource.EndpointName, "tcp", port, null));
        return builder.AddResource(redis);
    }

    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        NativeCredentials.Refuse(password);
        return builder.AddRedis(name, port);
    }
}
