namespace Commerce.Identity;

/// <summary>Every use case of this context that is reached over HTTP.</summary>
internal static class IdentityEndpoints
{
    public static void MapIdentity(this IEndpointRouteBuilder app)
    {
        RegisterUser.Map(app);
        LogIn.Map(app);
        RefreshSession.Map(app);
        LogOut.Map(app);
        app.MapSessions();
        app.MapSecondFactors();
        app.MapAccountLife();
        ShowMailbox.Map(app);

        GetMe.Map(app);
        GetMyPermissions.Map(app);
        UpdateMe.Map(app);
        app.MapAccountData();
        ListUsers.Map(app);
        GetUserStatistics.Map(app);
        app.MapStaff();
        app.MapApiKeys();
        app.MapImpersonations();

        app.MapOpenId();
        app.MapExternalLogins();
        app.MapPasskeys();
    }
}
