namespace Commerce.Identity;

/// <summary>What signing in with other issuers needs, and its endpoints.</summary>
internal static class ExternalLoginServices
{
    private const int MaxAnswer = 256 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static void AddExternalLogins(this IServiceCollection services)
    {
        services.AddHttpClient(nameof(ProviderClient), client =>
        {
            client.Timeout = Patience;
            client.MaxResponseContentBufferSize = MaxAnswer;
            client.DefaultRequestHeaders.UserAgent.ParseAdd("Commerce"); // GitHub refuses calls without one
        }).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        services.AddSingleton<ExternalProviders>().AddSingleton<ExternalIdTokens>().AddSingleton<ProviderClient>().AddSingleton<ExternalAttempts>();
        services.AddSingleton<ExternalReturn>();
        services.AddScoped<ExternalAccounts>();
    }

    public static void MapExternalLogins(this IEndpointRouteBuilder app)
    {
        app.ServiceProvider.GetRequiredService<ExternalProviders>(); // settings that are no good keep the service from starting
        StartExternalLogin.Map(app);
        FinishExternalLogin.Map(app);
        ListExternalLogins.Map(app);
        LinkExternalLogin.Map(app);
        UnlinkExternalLogin.Map(app);
    }
}
