using Commerce.Privacy;

namespace Commerce.Identity;

/// <summary>What second factors work with.</summary>
internal static class SecondFactorServices
{
    public static IServiceCollection AddSecondFactors(this IServiceCollection services, IConfiguration configuration) => services
        .Configure<SecondFactorOptions>(configuration.GetSection("SecondFactor"))
        .Configure<CodeLimitOptions>(configuration.GetSection("Codes"))
        .AddSingleton<AccountSecrets>()
        .AddSingleton<CodeLimits>()
        .AddSingleton<SentCodes>()
        .AddSingleton<PhoneNumbers>()
        .AddSingleton<SentFactors>()
        .AddSingleton<Authenticators>()
        .AddSingleton<AuthenticatorSecrets>()
        .AddSingleton<RecoveryCodes>()
        .AddSingleton<SecondFactors>()
        .AddSingleton<Proofs>()
        .AddSingleton<RenewedProofs>()
        .AddSealedRows(provider => provider.GetRequiredService<AuthenticatorSecrets>());

    public static void MapSecondFactors(this IEndpointRouteBuilder app)
    {
        CompleteLogIn.Map(app);
        SendCode.Map(app);
        StepUp.Map(app);
        SendStepUpCode.Map(app);
        ListSecondFactors.Map(app);
        EnrolTotp.Map(app);
        ConfirmTotp.Map(app);
        EnrolEmailCode.Map(app);
        EnrolSmsCode.Map(app);
        ConfirmSentFactor.Map(app);
        RemoveSecondFactor.Map(app);
        RenewRecoveryCodes.Map(app);
    }
}
