using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Commerce.Defaults;

/// <summary>A service does not start with an endpoint that says neither who may call it nor that everybody may.</summary>
internal sealed class EveryEndpointHasARule : IHostedService
{
    /// <summary>The application's own collection; filled while it maps, read when it starts.</summary>
    public ICollection<EndpointDataSource> Sources { get; set; } = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var open = Sources.SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            // Only handlers of ours: the framework's and the proxy's own endpoints carry no method.
            .Where(endpoint => endpoint.Metadata.GetMetadata<System.Reflection.MethodInfo>() is not null)
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAuthorizeData>() is null
                && endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is null
                && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(endpoint => endpoint.DisplayName)
            .ToList();
        return open.Count == 0
            ? Task.CompletedTask
            : throw new InvalidOperationException($"No authorisation rule: {string.Join(", ", open)}. Add RequirePermission, RequireOwner, RequireStaff, RequireService or AllowAnonymous.");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
