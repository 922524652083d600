using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Commerce.Defaults;

/// <summary>What every service has, in two lines of its <c>Program.cs</c>.</summary>
public static class ServiceDefaults
{
    /// <summary>
    /// Adds logs, telemetry, health, authentication, problem details, strict JSON and the API description to the service called
    /// <paramref name="service"/>.
    /// </summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string service)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new ServiceIdentity(service));
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication();
        builder.Services.AddOpenApi();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25));
        return builder;
    }

    /// <summary>The middleware and the endpoints that every service has. Map the service's own endpoints after it.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapOpenApi();
        return app;
    }
}

/// <summary>The service's name, as logs, metrics and traces call it.</summary>
public sealed record ServiceIdentity(string Name);
