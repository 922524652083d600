namespace Commerce.Identity;

/// <summary>What an account's life needs, from its confirmation to its locks.</summary>
internal static class AccountServices
{
    public static IServiceCollection AddAccountLife(this IServiceCollection services, IConfiguration configuration) => services
        .Configure<AccountOptions>(configuration.GetSection("Accounts"))
        .AddSingleton<AccountHistory>()
        .AddSingleton<AccountTokens>()
        .AddSingleton<AccountMails>()
        .AddSingleton<LoginNotices>()
        .AddSingleton<Passwords>()
        .AddSingleton<PasswordResets>();

    public static void MapAccountLife(this IEndpointRouteBuilder app)
    {
        ConfirmEmail.Map(app);
        ResendConfirmation.Map(app);
        RequestPasswordReset.Map(app);
        ResetPassword.Map(app);
        ChangePassword.Map(app);
        ChangeEmail.Map(app);
        ConfirmNewEmail.Map(app);
        UndoEmailChange.Map(app);
        UnlockAccount.Map(app);
        ListAddresses.Map(app);
        AddAddress.Map(app);
        EditAddress.Map(app);
        DeleteAddress.Map(app);
        GetAvatar.Map(app);
        PutAvatar.Map(app);
        DeleteAvatar.Map(app);
        ListSecurityEvents.Map(app);
        GetUser.Map(app);
        DisableUser.Map(app);
        EnableUser.Map(app);
        ForcePasswordReset.Map(app);
        ListUserSecurityEvents.Map(app);
        ListUserSecondFactors.Map(app);
    }
}
