namespace Commerce.Identity;

/// <summary>What people and staff do with sessions.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder app)
    {
        ListSessions.Map(app);
        NameSession.Map(app);
        RevokeSession.Map(app);
        RevokeSessions.Map(app);
        ListUserSessions.Map(app);
        RevokeUserSessions.Map(app);
        RevokeUserSession.Map(app);
    }
}
