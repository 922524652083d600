using Commerce.Defaults;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;

namespace Commerce.Gateway;

/// <summary>The whole gateway, so that tests can run several of it in one process.</summary>
internal static class GatewayApp
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults("gateway");
        var section = builder.Configuration.GetSection("Gateway");
        var options = section.Get<GatewayOptions>() ?? new();
        builder.Services.Configure<GatewayOptions>(section);
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, options));
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded => Trust(forwarded, options));
        AddEdge(builder, options);
        AddProxy(builder, options);

        var app = builder.Build();
        UsePipeline(app, options);
        return app;
    }

    private static void AddEdge(WebApplicationBuilder builder, GatewayOptions options)
    {
        var services = builder.Services;
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<RateLimits>().AddSingleton<RedisConnection>().AddSingleton<LocalCounters>().AddSingleton<RedisCounters>();
        services.AddHostedService(provider => provider.GetRequiredService<RedisCounters>());
        services.AddResilientHttpClient<ApiKeyLookup>(Backends.Identity, patience =>
        {
            patience.TotalTimeout = ApiKeys.FreshFor;
            patience.AttemptTimeout = ApiKeys.FreshFor;
            patience.Retries = 0;
            patience.BreakDuration = TimeSpan.FromSeconds(2);
        }).AddClientCredentials(Backends.Identity);
        services.AddSingleton(provider => new ApiKeys(provider.GetRequiredService<ApiKeyLookup>, provider.GetRequiredService<TimeProvider>()));
        services.AddHttpClient<DescribeApi>(client => client.Timeout = TimeSpan.FromSeconds(5));
        CompressResponse.Add(services);
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. options.AllowedOrigins])
            .AllowAnyHeader()
            .AllowAnyMethod()
            .WithExposedHeaders("ETag", "Location", "Link", "Retry-After", "Idempotency-Replayed", "RateLimit", "RateLimit-Policy", "RateLimit-Limit",
                "RateLimit-Remaining", "RateLimit-Reset", "Deprecation", "Sunset", ApiVersions.SupportedHeader, EdgeHeaders.CorrelationHeader)
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10))));
    }

    private static void AddProxy(WebApplicationBuilder builder, GatewayOptions options)
    {
        var table = new RouteTable(builder.Configuration, options, builder.Environment.IsDevelopment());
        builder.Services.AddSingleton(table);
        builder.Services.AddSingleton<IForwarderHttpClientFactory, UpstreamClientFactory>();
        builder.Services.AddReverseProxy()
            .LoadFromMemory(table.Routes, table.Clusters)
            .AddTransforms(transforms => transforms.AddXForwarded(ForwardedTransformActions.Set));
    }

    private static void UsePipeline(WebApplication app, GatewayOptions options)
    {
        if (options.TrustedProxies.Count > 0)
            app.UseForwardedHeaders();
        app.UseMiddleware<ProtectAnswers>();
        app.UseRequestDefaults();
        app.UseMiddleware<ProtectServices>();
        app.UseMiddleware<NegotiateVersion>();
        app.UseRouting();
        if (options.AllowedOrigins.Count > 0)
            app.UseCors();
        app.UseResponseCompression();
        app.UseWhen(AuthenticateCaller.BringsToken, branch => branch.UseAuthentication());
        app.UseMiddleware<IdentifyApplication>();
        app.UseMiddleware<LimitRate>(); // before refusing: whoever tries tokens is counted too
        app.UseMiddleware<AuthenticateCaller>();

        app.MapOperations();
        ShowIndex.Map(app);
        DescribeApi.Map(app);
        var table = app.Services.GetRequiredService<RouteTable>();
        app.MapReverseProxy(proxy =>
        {
            proxy.UseMiddleware<ForwardRequest>();
            proxy.UseLoadBalancing();
        }).ConfigureEndpoints((endpoint, route) => endpoint.WithMetadata(table.RulesOf(route)));
    }

    private static void Limit(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
    }

    private static void Trust(ForwardedHeadersOptions forwarded, GatewayOptions options)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        forwarded.ForwardLimit = options.TrustedProxies.Count;
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        foreach (var network in options.TrustedProxies)
            forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
    }
}
