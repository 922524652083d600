using Microsoft.AspNetCore.Identity;

namespace Commerce.Identity;

/// <summary>What passkeys work with, and their endpoints.</summary>
internal static class PasskeyServices
{
    // Less than a ceremony is awaited, so that what comes in time for the browser comes in time here.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static void AddPasskeys(this IServiceCollection services)
    {
        services.AddSingleton<PasskeyDomain>().AddSingleton<PasskeyCeremonies>();
        services.AddScoped<IPasskeyHandler<User>, PasskeyHandler<User>>().AddScoped<PasskeyBook>().AddScoped<PasskeyLogIns>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<PasskeyDomain>((options, domain) =>
        {
            options.ServerDomain = domain.Id;
            options.ValidateOrigin = page => ValueTask.FromResult(domain.Takes(page.Origin, page.CrossOrigin));
            options.UserVerificationRequirement = "required"; // or a passkey would be one factor, whoever holds the device
            options.ResidentKeyRequirement = "required"; // or nobody could sign in without saying who they are
            options.AttestationConveyancePreference = "none"; // which make a device is of is nobody's business
            options.AuthenticatorTimeout = Patience;
        });
    }

    public static void MapPasskeys(this IEndpointRouteBuilder app)
    {
        app.ServiceProvider.GetRequiredService<PasskeyDomain>(); // settings that are no good keep the service from starting
        OfferPasskey.Map(app);
        AddPasskey.Map(app);
        ListPasskeys.Map(app);
        NamePasskey.Map(app);
        RemovePasskey.Map(app);
        OfferPasskeyLogIn.Map(app);
        LogInWithPasskey.Map(app);
        OfferPasskeyFactor.Map(app);
        CompleteWithPasskey.Map(app);
        OfferPasskeyStepUp.Map(app);
        StepUpWithPasskey.Map(app);
        ShowPasskeyLogIn.Map(app);
        ShowPasskeyFactor.Map(app);
        ShowScript.Map(app);
    }
}
