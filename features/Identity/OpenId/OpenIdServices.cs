namespace Commerce.Identity;

/// <summary>What the OpenID Connect part works with, and its endpoints.</summary>
internal static class OpenIdServices
{
    public static void AddOpenId(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddSingleton<PublicAddresses>().AddSingleton<IssuedTokens>().AddSingleton<IdTokens>().AddSingleton<TokenAnswers>();
        services.AddSingleton<AuthorizeRequests>().AddSingleton<AuthorizationCodes>().AddSingleton<Authorizations>().AddSingleton<ClientConsents>();
        services.AddSingleton<BrowserSessions>().AddSingleton<FormGuard>().AddSingleton<SignInPages>().AddSingleton<SecondFactorSteps>().AddSingleton<PasswordPages>();
        services.AddSingleton<BrowserCache>();
        services.AddHostedService(provider => provider.GetRequiredService<BrowserCache>());
        services.AddHostedService<SeedClients>();
    }

    public static void MapOpenId(this IEndpointRouteBuilder app)
    {
        GetDiscovery.Map(app);
        GetSigningKeys.Map(app);
        Authorize.Map(app);
        ShowLogIn.Map(app);
        ShowSecondFactor.Map(app);
        ShowForgotPassword.Map(app);
        ShowNewPassword.Map(app);
        AskConsent.Map(app);
        ShowStyles.Map(app);
        ExchangeToken.Map(app);
        GetUserInfo.Map(app);
        RevokeToken.Map(app);
        IntrospectToken.Map(app);
        EndSession.Map(app);

        ListClients.Map(app);
        CreateClient.Map(app);
        EditClient.Map(app);
        RenewClientSecret.Map(app);
        DisableClient.Map(app);
        ListApplications.Map(app);
        WithdrawApplication.Map(app);
    }
}
