using System.Net;
using Commerce.AppHost.Hosting.Monitoring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Commerce.DeveloperDashboard;

/// <summary>The page on which developers watch and steer the resources of a running platform.</summary>
public static class Dashboard
{
    /// <summary>Serves the dashboard on <paramref name="url"/> until the answer is disposed of.</summary>
    public static async Task<IAsyncDisposable> StartAsync(IResourceMonitor monitor, string url, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        var address = new Uri(url, UriKind.Absolute);

        // The empty builder reads neither the environment nor files: the host's own ASPNETCORE_ settings are not meant for its dashboard.
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = typeof(Dashboard).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls(url);
        // A tab that comes back after a restart brings a cookie of the last process; it gets a new one, and nobody needs to read of it.
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.None);
        AddDashboard(builder.Services, monitor, address);

        var app = builder.Build();
        app.UseHostFiltering();
        app.UseSecurityHeaders();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseRouting();
        app.UseAntiforgery();
        DashboardAssets.Map(app);
        DownloadLog.Map(app);
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null);
        await app.StartAsync(ct);
        return new Served(app);
    }

    private static void AddDashboard(IServiceCollection services, IResourceMonitor monitor, Uri address)
    {
        services.AddSingleton(monitor);
        services.TryAddSingleton(TimeProvider.System);
        services.AddScoped<ResourceWatch>();
        services.AddRouting();
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(2));
        services.AddRazorComponents().AddInteractiveServerComponents();
        // A page that outlives the process reloads anyway, so its keys need not.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddHostFiltering(o => o.AllowedHosts = [.. AllowedHosts(address)]);
    }

    // The dashboard starts and stops processes without a login. On loopback only loopback names may reach it, or any web page could
    // by pointing a name of its own at 127.0.0.1.
    private static IEnumerable<string> AllowedHosts(Uri address)
    {
        var isIp = IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip);
        if (isIp && (ip!.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)))
            return ["*"];
        return new[] { "localhost", "127.0.0.1", "[::1]", address.Host }.Distinct();
    }

    // Stopping first lets open tabs be told; disposing alone pulls the services away from under them.
    private sealed class Served(WebApplication app) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }
}
