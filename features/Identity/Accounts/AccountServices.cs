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
        .AddSingleton<Passwords>();

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
    }
}
