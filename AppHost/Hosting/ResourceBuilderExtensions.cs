using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>What the topology can say about a resource.</summary>
public static class ResourceBuilderExtensions
{
    /// <summary>Starts the resource only once the other one is healthy.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport
    {
        builder.Details().Waits.Add(new WaitRequirement(dependency.Resource, ApplicationModel.WaitFor.Healthy));
        return builder;
    }

    /// <summary>Starts the resource only once the other one has ended with the given exit code.</summary>
    public static IResourceBuilder<T> WaitForCompletion<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, int exitCode = 0)
        where T : IResourceWithWaitSupport
    {
        builder.Details().Waits.Add(new WaitRequirement(dependency.Resource, ApplicationModel.WaitFor.Completion, exitCode));
        return builder;
    }

    /// <summary>Hands over the connection string as <c>ConnectionStrings__NAME</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null,
        bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        var name = $"ConnectionStrings__{connectionName ?? source.Resource.Name}";
        builder.Details().Environment.Add(new(name, new ConnectionReference(source.Resource)));
        return builder;
    }

    /// <summary>Hands over the addresses as <c>services__NAME__ENDPOINT__0</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment
    {
        builder.Details().DiscoveredResources.Add(source.Resource);
        return builder;
    }

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : IResourceWithEnvironment => builder.WithEnvironment(name, ReferenceExpression.From(() => value ?? ""));

    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder, string name, in ReferenceExpression.ExpressionInterpolatedStringHandler value)
        where T : IResourceWithEnvironment => builder.WithEnvironment(name, value.ToExpression());

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, ReferenceExpression value)
        where T : IResourceWithEnvironment
    {
        builder.Details().Environment.Add(new(name, value));
        return builder;
    }

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, EndpointReference endpointReference)
        where T : IResourceWithEnvironment
    {
        builder.Details().Environment.Add(new(name, endpointReference));
        return builder;
    }

    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter)
        where T : IResourceWithEnvironment
    {
        builder.Details().Environment.Add(new(name, parameter.Resource));
        return builder;
    }

    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params string[] args)
        where T : IResourceWithArgs
    {
        builder.Details().Arguments.AddRange(args);
        return builder;
    }

    /// <summary>Gives the resource an address of its own; without a port it gets the instance's next free one.</summary>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, string? env = null, bool? isProxied = null)
        where T : IResourceWithEndpoints
    {
        var endpoints = builder.Details().Endpoints;
        var endpoint = new EndpointAnnotation(name ?? "http", "http", port ?? targetPort, env);
        if (endpoints.Any(other => other.Name == endpoint.Name))
            throw new InvalidOperationException($"'{builder.Resource.Name}' has two endpoints named '{endpoint.Name}'.");

        endpoints.Add(endpoint);
        return builder;
    }

    /// <summary>Marks the addresses that people open: they get the first ports of the instance.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        foreach (var endpoint in builder.Details().Endpoints)
            endpoint.IsExternal = true;
        return builder;
    }

    /// <summary>Counts the resource as healthy while the path answers with the status code.</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        builder.Details().HealthCheck = new HttpHealthCheck(path ?? "/", statusCode ?? 200, endpointName ?? "http");
        return builder;
    }

    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints
    {
        var resource = builder.Details();
        return new EndpointReference(
            resource,
            name,
            () => resource.Endpoints.FirstOrDefault(endpoint => endpoint.Name == name)
                ?? throw new InvalidOperationException($"'{resource.Name}' has no endpoint named '{name}'."));
    }

    private static Resource Details<T>(this IResourceBuilder<T> builder)
        where T : IResource => (Resource)(IResource)builder.Resource;
}
