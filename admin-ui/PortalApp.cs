using Commerce.Defaults;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.DataProtection;
using Radzen;

namespace Commerce.AdminUi;

/// <summary>The whole portal, so that tests can run it in their own process, and more than one of it.</summary>
internal static class PortalApp
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults("admin-ui");
        AddAccess(builder);
        AddGateway(builder.Services, builder.Configuration);
        AddPages(builder.Services);

        var app = builder.Build();
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseMiddleware<SecurityHeaders>();
        app.UseCookiePolicy(new() { Secure = CookieSecurePolicy.Always, HttpOnly = Microsoft.AspNetCore.CookiePolicy.HttpOnlyPolicy.Always });
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();

        app.MapOperations();
        PortalAssets.Map(app);
        SignIn.Map(app);
        SignOut.Map(app);
        OrderList.Export.Map(app);
        PaymentList.Export.Map(app);
        ProductList.Export.Map(app);
        StockList.Export.Map(app);
        MovementList.Export.Map(app);
        CustomerList.Export.Map(app);
        FetchExport.Map(app);
        ErrorPages.Map(app);
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null)
            .RequireAuthorization();
        return app;
    }

    private static void AddAccess(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(IssuerSettings.From(builder.Configuration));
        services.AddHttpClient(Issuer.HttpClientName, http => http.Timeout = TimeSpan.FromSeconds(10))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        services.AddSingleton<Issuer>().AddSingleton<IdTokens>().AddSingleton<TokenEndpoint>();
        services.AddSingleton<SignInDesk>().AddSingleton<SessionVault>().AddSingleton<StaffSessions>().AddSingleton<SessionTokens>();
        services.AddHostedService(provider => provider.GetRequiredService<SessionVault>());

        services.AddDataProtection();
        services.AddSingleton<IDataProtectionProvider>(_ => SealedProtection.From(builder.Configuration, builder.Environment));
        services.AddAuthentication(PortalCookie.Scheme).AddCookie(PortalCookie.Scheme, PortalCookie.Configure);
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = "__Host-portal-form";
            o.Cookie.SecurePolicy = CookieSecurePolicy.None; // the cookie policy says otherwise; asked here, plain http would be refused
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.SuppressXFrameOptionsHeader = true; // SecurityHeaders says so for every answer
        });
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, WatchedAuthenticationState>();
    }

    private static void AddGateway(IServiceCollection services, ConfigurationManager configuration)
    {
        var gateway = configuration["services:gateway:http:0"] ?? throw new InvalidOperationException("No gateway: set services__gateway__http__0.");
        services.AddHttpClient(GatewayClient.HttpClientName, http =>
        {
            http.BaseAddress = new Uri(gateway);
            http.Timeout = TimeSpan.FromSeconds(20);
        }).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a token goes where it was meant to go
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        });
        services.AddScoped<CurrentSession>().AddScoped<GatewayClient>();
        services.AddScoped<OrdersClient>().AddScoped<PaymentsClient>().AddScoped<AccountsClient>().AddScoped<StockClient>().AddScoped<DeadLettersClient>().AddScoped<QueuesClient>();
        services.AddScoped<CatalogueClient>().AddScoped<CustomersClient>().AddScoped<RightsClient>().AddScoped<ViewsClient>();
    }

    private static void AddPages(IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.Configure<CircuitOptions>(o =>
        {
            // A tab that lost its connection keeps its circuit for a while; after that the page reloads into the same address.
            o.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
            o.DisconnectedCircuitMaxRetained = 100;
        });
        services.AddScoped<DialogService>().AddScoped<TooltipService>().AddScoped<ContextMenuService>().AddScoped<NotificationService>();
        services.AddScoped<Person>().AddScoped<SearchEverywhere>().AddScoped<OrderDesk>().AddScoped<HomeDesk>();
    }
}
