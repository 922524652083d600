namespace Commerce.Identity;

/// <summary>What second factors work with.</summary>
internal static class SecondFactorServices
{
    public static IServiceCollection AddSecondFactors(this IServiceCollection services, IConfiguration configuration) => services
        .Configure<SecondFactorOptions>(configuration.GetSection("SecondFactor"))
        .AddSingleton<AccountSecrets>()
        .AddSingleton<Authenticators>()
        .AddSingleton<RecoveryCodes>()
        .AddSingleton<SecondFactors>()
        .AddSingleton<Proofs>();

    public static void MapSecondFactors(this IEndpointRouteBuilder app)
    {
        CompleteLogIn.Map(app);
        StepUp.Map(app);
        ListSecondFactors.Map(app);
        EnrolTotp.Map(app);
        ConfirmTotp.Map(app);
        RemoveSecondFactor.Map(app);
        RenewRecoveryCodes.Map(app);
    }
}
