using Commerce.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Commerce.Defaults;

/// <summary>What every service has, in two lines of its <c>Program.cs</c>.</summary>
public static class ServiceDefaults
{
    /// <summary>What a request body may have unless its endpoint says otherwise (see <see cref="BodyLimit"/>).</summary>
    public const long MaxBodyBytes = 1024 * 1024;

    private static readonly TimeSpan s_shutdown = TimeSpan.FromSeconds(25);

    /// <summary>
    /// Adds logs, telemetry, health, authentication, problem details, strict JSON and the API description to the service called
    /// <paramref name="service"/>.
    /// </summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string service)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new ServiceIdentity(service));
        services.AddHttpContextAccessor();
        LoggingDefaults.Add(builder);
        TelemetryDefaults.Add(builder);
        BearerAuthentication.Add(services, AuthenticationSettings.From(builder.Configuration), service);
        services.AddAuthorization();
        services.AddSingleton<EveryEndpointHasARule>();
        services.AddHostedService(provider => provider.GetRequiredService<EveryEndpointHasARule>());
        services.AddHostedService<DeclarePermissions>();
        services.AddHostedService<DrainAtStop>();
        JsonDefaults.Add(services);
        OpenApiDefaults.Add(services, service);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = s_shutdown);
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
        return builder;
    }

    /// <summary>The middleware and the endpoints that every service has. Map the service's own endpoints after it.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseRequestDefaults();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.Use(RememberCaller);
        app.Use(Impersonation.Refuse);
        if (app.Services.GetService<SessionFactory>() is not null)
            app.UseMiddleware<IdempotencyMiddleware>();

        app.MapOperations();
        DeadLetterEndpoints.Map(app);
        OpenApiDefaults.Map(app);
        return app;
    }

    /// <summary>The part of <see cref="UseServiceDefaults"/> for a host that orders its pipeline itself: correlation and problems.</summary>
    public static WebApplication UseRequestDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<CorrelationMiddleware>();
        app.UseMiddleware<ProblemMiddleware>();
        return app;
    }

    /// <summary>The part of <see cref="UseServiceDefaults"/> for a host that orders its pipeline itself: health and metrics.</summary>
    public static WebApplication MapOperations(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        HealthEndpoints.Map(app);
        TelemetryDefaults.Map(app);
        app.Services.GetRequiredService<EveryEndpointHasARule>().Sources = ((IEndpointRouteBuilder)app).DataSources;
        return app;
    }

    private static Task RememberCaller(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<RequestScope>() is { } scope && context.User.TryUserId() is { } caller)
            (scope.UserId, scope.ActorId) = (caller.ToString(), context.User.ImpersonatorId()?.ToString());
        return next(context);
    }
}

/// <summary>The service's name, as logs, metrics and traces call it.</summary>
public sealed record ServiceIdentity(string Name);
