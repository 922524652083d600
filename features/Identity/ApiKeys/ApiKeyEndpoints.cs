namespace Commerce.Identity;

/// <summary>The use cases around API keys.</summary>
internal static class ApiKeyEndpoints
{
    public static void MapApiKeys(this IEndpointRouteBuilder app)
    {
        IssueApiKey.Map(app);
        ListApiKeys.Map(app);
        GetApiKey.Map(app);
        RotateApiKey.Map(app);
        RevokeApiKey.Map(app);
        ExchangeApiKey.Map(app);
    }

    public static IServiceCollection AddApiKeys(this IServiceCollection services) =>
        services.AddSingleton<ApiKeyTokens>().AddSingleton<ApiKeyUses>().AddHostedService(provider => provider.GetRequiredService<ApiKeyUses>());
}
